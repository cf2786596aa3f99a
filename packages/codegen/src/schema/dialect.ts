import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonSchema } from "@postern/core";

/**
 * How a schema is read. `mixed` is 2020-12 with the spellings of draft-07 and OpenAPI 3.0 understood, for schemas that
 * do not say.
 */
export type Dialect = "2020-12" | "2019-09" | "draft-07" | "draft-06" | "draft-04" | "openapi-3.0" | "mixed";

const DIALECT_OF_URI: readonly (readonly [string, Dialect])[] = [
  ["json-schema.org/draft/2020-12/schema", "2020-12"],
  ["json-schema.org/draft/2019-09/schema", "2019-09"],
  ["json-schema.org/draft-07/schema", "draft-07"],
  ["json-schema.org/draft-06/schema", "draft-06"],
  ["json-schema.org/draft-04/schema", "draft-04"],
  ["spec.openapis.org/oas/3.1/dialect/base", "2020-12"],
  ["spec.openapis.org/oas/3.0", "openapi-3.0"],
];

/** The year a keyword came with, on the scale of {@link AGES}. Keywords that are not listed are as old as draft-04. */
const INTRODUCED: Readonly<Record<string, number>> = {
  $id: 6,
  const: 6,
  contains: 6,
  propertyNames: 6,
  if: 7,
  $anchor: 2019,
  $recursiveRef: 2019,
  dependentRequired: 2019,
  dependentSchemas: 2019,
  minContains: 2019,
  maxContains: 2019,
  unevaluatedItems: 2019,
  unevaluatedProperties: 2019,
  $dynamicAnchor: 2020,
  $dynamicRef: 2020,
  prefixItems: 2020,
};

/** The last year that knew a keyword. */
const RETIRED: Readonly<Record<string, number>> = {
  id: 4,
  dependencies: 7,
  additionalItems: 2019,
  $recursiveRef: 2019,
};

const AGES: Readonly<Record<Exclude<Dialect, "mixed">, number>> = {
  "draft-04": 4,
  "openapi-3.0": 4,
  "draft-06": 6,
  "draft-07": 7,
  "2019-09": 2019,
  "2020-12": 2020,
};

/** The value of `keyword`, if the dialect knows the keyword. */
export function keywordOf(schema: JsonObject, keyword: string, dialect: Dialect): JsonObject[string] | undefined {
  if (!Object.hasOwn(schema, keyword)) {
    return undefined;
  }
  if (dialect === "mixed") {
    return keyword === "id" ? undefined : schema[keyword];
  }
  const age = AGES[dialect];
  const isKnown = age >= (INTRODUCED[keyword] ?? 0) && age <= (RETIRED[keyword] ?? Infinity);
  return isKnown ? schema[keyword] : undefined;
}

/** Whether keywords beside `$ref` say nothing: the rule of draft-07 and before, and of OpenAPI 3.0. */
export function ignoresRefSiblings(dialect: Dialect, root: JsonSchema): boolean {
  if (dialect !== "mixed") {
    return AGES[dialect] <= 7;
  }
  return isJsonObject(root) && "definitions" in root && !("$defs" in root);
}

/** The dialect that a schema names itself, or `fallback`. */
export function dialectOf(schema: JsonSchema, fallback: Dialect): Dialect {
  const uri = isJsonObject(schema) ? schema["$schema"] : undefined;
  if (typeof uri !== "string") {
    return fallback;
  }
  return DIALECT_OF_URI.find(([part]) => uri.includes(part))?.[1] ?? fallback;
}
