import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonValue } from "@postern/core";
import { schemaList } from "../schema/subschemas.ts";
import { arrayKeywords } from "./array-keywords.ts";
import { evaluateConditions, exactlyOne } from "./conditions.ts";
import { literalShape, literalShapes } from "./literal-shape.ts";
import { objectKeywords } from "./object-keywords.ts";
import { contextOf } from "./schema-context.ts";
import type { Evaluator, SchemaAtom, SchemaContext } from "./schema-context.ts";
import { EVERY_VALUE, intersect, KIND, NO_VALUE, unite, unknownShape, valuesOfKinds } from "./shape.ts";
import type { Exotic, Shape } from "./shape.ts";

/** The values that a schema accepts. */
export function evaluateSchema(atom: SchemaAtom, evaluator: Evaluator): Shape {
  const { schema } = atom.location;
  if (!isJsonObject(schema)) {
    return schema ? EVERY_VALUE : NO_VALUE;
  }
  const spelt = schema["x-postern-type"];
  const exotic = typeof spelt === "string" ? EXOTIC_OF_TYPE[spelt] : undefined;
  if (exotic !== undefined) {
    return { ...NO_VALUE, exotic: new Set([exotic]) };
  }
  const context = contextOf(atom, schema, evaluator);
  const referenced = evaluateReferences(context);
  const isReferenceOnly = "$ref" in schema && atom.location.resource.ignoresRefSiblings;
  const constrained = isReferenceOnly ? referenced : intersect(referenced, evaluateKeywords(context));
  return schema["nullable"] === true ? { ...constrained, null: true } : constrained;
}

function evaluateKeywords(context: SchemaContext): Shape {
  const own = [typeShape(context), valuesShape(context), inexactScalars(context.schema)];
  const structure = [objectKeywords(context), arrayKeywords(context)];
  return [...own, ...structure, ...combinations(context), ...evaluateConditions(context)].reduce(
    intersect,
    EVERY_VALUE,
  );
}

function evaluateReferences(context: SchemaContext): Shape {
  return context
    .references()
    .map((node) => (typeof node === "string" ? unknownShape(`not resolved: ${node}`) : context.evaluator.named(node)))
    .reduce(intersect, EVERY_VALUE);
}

/** How schemas of this project say what JSON Schema cannot; see `BYTES_SCHEMA` and `VOID_SCHEMA`. */
const EXOTIC_OF_TYPE: Readonly<Record<string, Exotic>> = { bytes: "Uint8Array", void: "undefined" };

const KIND_OF_TYPE: Readonly<Record<string, number>> = { ...KIND, integer: KIND.number };

function typeShape(context: SchemaContext): Shape {
  const type = context.keyword("type");
  const types = typeof type === "string" ? [type] : type;
  if (!Array.isArray(types)) {
    return EVERY_VALUE;
  }
  const names = types as readonly JsonValue[];
  const bits = names.map((name) => (typeof name === "string" ? KIND_OF_TYPE[name] : undefined));
  if (bits.includes(undefined)) {
    return unknownShape(`unknown type ${JSON.stringify(type).slice(0, 80)}`);
  }
  const kinds = bits.reduce<number>((sum, bit) => sum | (bit ?? 0), 0);
  const isIntegral = names.includes("integer") && !names.includes("number");
  return { ...valuesOfKinds(kinds), inexact: isIntegral ? KIND.number : 0 };
}

function valuesShape(context: SchemaContext): Shape {
  const constant = context.keyword("const");
  const constantShape = constant === undefined ? EVERY_VALUE : literalShape(constant, context);
  const values = context.keyword("enum");
  if (!Array.isArray(values)) {
    return constantShape;
  }
  return intersect(constantShape, literalShapes(values as readonly JsonValue[], context));
}

const NUMBER_BOUNDS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const STRING_BOUNDS = ["minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType"];
const ARRAY_BOUNDS = ["uniqueItems", "contains", "maxContains", "unevaluatedItems"];
const OBJECT_BOUNDS = ["minProperties", "maxProperties", "propertyNames", "unevaluatedProperties"];

/** Notes the kinds of which the schema says more than a shape holds. */
function inexactScalars(schema: JsonObject): Shape {
  const bounds: readonly (readonly [number, readonly string[]])[] = [
    [KIND.number, NUMBER_BOUNDS],
    [KIND.string, STRING_BOUNDS],
    [KIND.array, ARRAY_BOUNDS],
    [KIND.object, OBJECT_BOUNDS],
  ];
  const inexact = bounds
    .filter(([, keywords]) => keywords.some((keyword) => keyword in schema))
    .reduce((bits, [kind]) => bits | kind, 0);
  return { ...EVERY_VALUE, inexact };
}

/** `allOf`, `anyOf` and `oneOf`. */
function combinations(context: SchemaContext): readonly Shape[] {
  const { evaluator } = context;
  const branches = (keyword: string): readonly Shape[] =>
    schemaList(context.keyword(keyword)).map((schema) => evaluator.named(context.child(schema)));
  const shapes: Shape[] = [...branches("allOf")];
  const anyOf = branches("anyOf");
  if (Array.isArray(context.keyword("anyOf"))) {
    shapes.push(anyOf.reduce(unite, NO_VALUE));
  }
  if (Array.isArray(context.keyword("oneOf"))) {
    shapes.push(exactlyOne(branches("oneOf"), evaluator));
  }
  return shapes;
}
