import { isSchema, schemaMap, stringList } from "../schema/subschemas.ts";
import type { SchemaContext } from "./schema-context.ts";
import { evaluatedProperties } from "./evaluated.ts";
import { ANY_NODE, NEVER_NODE } from "./node.ts";
import type { Node } from "./node.ts";
import { EVERY_OBJECT, patternShape, undeclaredNode } from "./object-shape.ts";
import type { ObjectShape, PropertyShape } from "./object-shape.ts";
import { allOf } from "./node.ts";
import { matchesName } from "./name-pattern.ts";
import { isEvery, NONE, uniteParts } from "./part.ts";
import type { Part } from "./part.ts";
import { EVERY_VALUE, isEmpty } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** More patterns than this are not looked at. */
const MAX_PATTERNS = 32;
/** Conditions of a property that are written out, and properties that have such. */
const MAX_CONDITIONS = 6;
const MAX_CONDITIONAL_NAMES = 16;

/** What the keywords for objects say; other kinds are untouched. */
export function objectKeywords(context: SchemaContext): Shape {
  const declared = schemaMap(context.keyword("properties"));
  const required = new Set(stringList(context.keyword("required")));
  const patterns = schemaMap(context.keyword("patternProperties"))
    .slice(0, MAX_PATTERNS)
    .map(([source, schema]) => patternShape(source, context.child(schema)));
  const additional = context.keyword("additionalProperties");
  const base = {
    ...EVERY_OBJECT,
    patterns,
    additional: isSchema(additional) ? context.child(additional) : ANY_NODE,
  };
  const properties = new Map<string, PropertyShape>();
  for (const [name, schema] of declared) {
    const own = context.child(schema);
    const matching = patterns.filter(({ pattern }) => matchesName(pattern, name) === "yes").map(({ node }) => node);
    properties.set(name, { node: allOf(own, ...matching), isRequired: required.has(name), sources: [schema] });
  }
  for (const name of required) {
    if (!properties.has(name)) {
      properties.set(name, { node: undeclaredNode(base, name), isRequired: true, sources: [] });
    }
  }
  const shape = { ...base, properties };
  const isEvery = properties.size === 0 && patterns.length === 0 && base.additional.key === "";
  return isEvery ? EVERY_VALUE : objects(shape);
}

/** Keywords that close an object by the names it may have. */
export function closingKeywords(context: SchemaContext): readonly Shape[] {
  const shapes: Shape[] = [];
  if (context.keyword("maxProperties") === 0) {
    shapes.push(objects({ ...EVERY_OBJECT, additional: NEVER_NODE }));
  }
  const names = context.keyword("propertyNames");
  if (isSchema(names)) {
    shapes.push(...closedByNames(context.evaluator.evaluate(context.child(names)).string));
  }
  return [...shapes, ...unevaluatedProperties(context)];
}

/** `unevaluatedProperties`: closes what no other keyword looked at. */
function unevaluatedProperties(context: SchemaContext): readonly Shape[] {
  const schema = context.keyword("unevaluatedProperties");
  const evaluated = isSchema(schema) ? evaluatedProperties(context) : "all";
  if (!isSchema(schema) || evaluated === "all") {
    return [];
  }
  const patterns = [...evaluated.patterns].map((source) => patternShape(source, ANY_NODE));
  const properties = anyProperties(evaluated.names.keys());
  const closed = objects({ properties, patterns, additional: context.child(schema) });
  return schema === false ? [closed, ...conditionsOfNames(evaluated.names, context)] : [closed];
}

/** A property that only some schemas look at may be there only if one of them accepts the object. */
function conditionsOfNames(
  names: ReadonlyMap<string, readonly Node[]>,
  { evaluator }: SchemaContext,
): readonly Shape[] {
  const conditional = [...names].filter(
    ([, nodes]) => nodes.length <= MAX_CONDITIONS && nodes.every((node) => node.key !== ""),
  );
  return conditional.slice(0, MAX_CONDITIONAL_NAMES).flatMap(([name, nodes]) => {
    const looked = nodes.map((node) => evaluator.evaluate(node).object).reduce<Part<ObjectShape>>(uniteParts, NONE);
    return isEvery(looked) ? [] : [{ ...EVERY_VALUE, object: uniteParts(without(name), looked) }];
  });
}

/** Objects without a property. */
export function without(name: string): Part<ObjectShape> {
  const property = { node: NEVER_NODE, isRequired: false, sources: [] };
  return { op: "leaf", leaf: { ...EVERY_OBJECT, properties: new Map([[name, property]]) } };
}

function closedByNames(names: Shape["string"]): readonly Shape[] {
  if (names === "all") {
    return [];
  }
  const properties = isEmpty(names) ? new Map<string, PropertyShape>() : anyProperties(names);
  return [objects({ properties, patterns: [], additional: NEVER_NODE })];
}

function anyProperties(names: Iterable<string>): ReadonlyMap<string, PropertyShape> {
  return new Map([...names].map((name) => [name, { node: ANY_NODE, isRequired: false, sources: [] }]));
}

/** Those objects, and every value of other kinds. */
export function objects(leaf: ObjectShape): Shape {
  return { ...EVERY_VALUE, object: { op: "leaf", leaf } };
}
