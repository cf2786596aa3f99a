import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonSchema, JsonValue } from "@postern/core";

const IN_PLACE_OR_SINGLE = [
  "additionalItems",
  "additionalProperties",
  "contains",
  "contentSchema",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
];
const LISTS = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];
const MAPS = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

/** Whether a value can be read as a schema. */
export function isSchema(value: JsonValue | undefined): value is JsonSchema {
  return typeof value === "boolean" || isJsonObject(value);
}

/** The schemas of a list, others left out. */
export function schemaList(value: JsonValue | undefined): readonly JsonSchema[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isSchema) : [];
}

/** The schemas of a map, others left out. */
export function schemaMap(value: JsonValue | undefined): readonly (readonly [string, JsonSchema])[] {
  return isJsonObject(value)
    ? Object.entries(value).filter((entry): entry is [string, JsonSchema] => isSchema(entry[1]))
    : [];
}

/** The strings of a list, others left out. */
export function stringList(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((item) => typeof item === "string") : [];
}

/** Every schema directly inside a schema, wherever a keyword of any dialect puts one. */
export function* subschemas(schema: JsonObject): Generator<JsonObject> {
  for (const keyword of IN_PLACE_OR_SINGLE) {
    const value = schema[keyword];
    if (isJsonObject(value)) {
      yield value;
    }
  }
  const lists = LISTS.flatMap((keyword) => schemaList(schema[keyword]));
  const maps = MAPS.flatMap((keyword) => schemaMap(schema[keyword]).map(([, value]) => value));
  yield* [...lists, ...maps].filter(isJsonObject);
}
