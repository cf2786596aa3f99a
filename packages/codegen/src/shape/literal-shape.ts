import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonValue } from "@postern/core";
import type { SchemaContext } from "./schema-context.ts";
import { NEVER_NODE } from "./node.ts";
import { EVERY } from "./part.ts";
import { KIND, NO_VALUE, unite } from "./shape.ts";
import type { Scalars, Shape } from "./shape.ts";

/** Larger constants are taken as any array or any object. */
const MAX_LITERAL_MEMBERS = 64;

/** One of some values. Scalars are gathered at once, so that a long list costs no more than its length. */
export function literalShapes(values: readonly JsonValue[], context: SchemaContext): Shape {
  const scalars: Shape = {
    ...NO_VALUE,
    null: values.includes(null),
    boolean: scalarSet(values.filter((value) => typeof value === "boolean")),
    number: scalarSet(values.filter((value) => typeof value === "number")),
    string: scalarSet(values.filter((value) => typeof value === "string")),
  };
  const structures = values.filter((value) => typeof value === "object" && value !== null);
  if (structures.length > MAX_LITERAL_MEMBERS) {
    return { ...scalars, array: EVERY, object: EVERY, inexact: KIND.array | KIND.object };
  }
  return structures.map((value) => literalShape(value, context)).reduce(unite, scalars);
}

function scalarSet<Value>(values: readonly Value[]): Scalars<Value> {
  const set = new Set(values);
  return set.has(true as Value) && set.has(false as Value) ? "all" : set;
}

/** Exactly one value. */
export function literalShape(value: JsonValue, context: SchemaContext): Shape {
  if (typeof value === "string") {
    return { ...NO_VALUE, string: new Set([value]) };
  }
  if (typeof value === "number") {
    return { ...NO_VALUE, number: new Set([value]) };
  }
  if (typeof value === "boolean") {
    return { ...NO_VALUE, boolean: new Set([value]) };
  }
  if (value === null) {
    return { ...NO_VALUE, null: true };
  }
  return isJsonObject(value) ? literalObject(value, context) : literalArray(value, context);
}

function literalObject(value: JsonObject, context: SchemaContext): Shape {
  const entries = Object.entries(value);
  if (entries.length > MAX_LITERAL_MEMBERS) {
    return { ...NO_VALUE, object: EVERY, inexact: KIND.object };
  }
  const properties = new Map(
    entries.map(([name, member]) => [name, { node: context.child({ enum: [member] }), isRequired: true, sources: [] }]),
  );
  return { ...NO_VALUE, object: { op: "leaf", leaf: { properties, patterns: [], additional: NEVER_NODE } } };
}

function literalArray(value: readonly JsonValue[], context: SchemaContext): Shape {
  if (value.length > MAX_LITERAL_MEMBERS) {
    return { ...NO_VALUE, array: EVERY, inexact: KIND.array };
  }
  const prefix = value.map((member) => context.child({ enum: [member] }));
  const leaf = { prefix, rest: NEVER_NODE, minItems: value.length, maxItems: value.length };
  return { ...NO_VALUE, array: { op: "leaf", leaf } };
}
