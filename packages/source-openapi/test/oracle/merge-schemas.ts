import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";

/** A schema that wants what both want, as far as their keywords can be put together. */
export function mergeSchemas(one: JsonObject, other: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const known = merged[key];
    merged[key] = known === undefined ? value : mergeKeyword(key, known, value);
  }
  return merged;
}

type Merge = (one: JsonValue, other: JsonValue) => JsonValue;

const larger: Merge = (one, other) => Math.max(Number(one), Number(other));
const smaller: Merge = (one, other) => Math.min(Number(one), Number(other));
const listOf = (value: JsonValue): readonly JsonValue[] => [value].flat() as readonly JsonValue[];

/** `anyOf` and `oneOf` of both would have to hold; the first counts, and the validator tells where that is not enough. */
const MERGERS: Readonly<Record<string, Merge>> = {
  properties: (one, other) => mergeProperties(one as JsonObject, other as JsonObject),
  required: (one, other) => [...new Set([...listOf(one), ...listOf(other)])],
  enum: (one, other) => intersection(listOf(one), listOf(other)),
  type: (one, other) => intersection(listOf(one), listOf(other)),
  allOf: (one, other) => [...listOf(one), ...listOf(other)],
  items: (one, other) => (isJsonObject(one) && isJsonObject(other) ? { allOf: [one, other] } : one),
  additionalProperties: (one, other) => (one === false || other === false ? false : isJsonObject(one) ? one : other),
  minimum: larger,
  minLength: larger,
  minItems: larger,
  minProperties: larger,
  maximum: smaller,
  maxLength: smaller,
  maxItems: smaller,
};

function mergeKeyword(key: string, one: JsonValue, other: JsonValue): JsonValue {
  const merge = Object.hasOwn(MERGERS, key) ? MERGERS[key] : undefined;
  return merge === undefined ? one : merge(one, other);
}

function mergeProperties(one: JsonObject, other: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...one };
  for (const [name, property] of Object.entries(other)) {
    const known = merged[name];
    merged[name] = known === undefined || known === true ? property : { allOf: [known, property] };
  }
  return merged;
}

function intersection(one: readonly JsonValue[], other: readonly JsonValue[]): JsonValue {
  const both = one.filter((value) => other.includes(value) || (value === "integer" && other.includes("number")));
  return both.length === 0 ? [...one] : both;
}
