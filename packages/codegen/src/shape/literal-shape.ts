import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonValue } from "@postern/core";
import type { SchemaContext } from "./schema-context.ts";
import { NEVER_NODE } from "./node.ts";
import { EVERY } from "./part.ts";
import { KIND, NO_VALUE } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** Larger constants are taken as any array or any object. */
const MAX_LITERAL_MEMBERS = 64;

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
