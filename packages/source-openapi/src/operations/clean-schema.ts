import type { JsonObject, JsonValue } from "@postern/core";

const TYPES: ReadonlySet<unknown> = new Set(["null", "boolean", "object", "array", "number", "string", "integer"]);
const NUMBERS: ReadonlySet<string> = new Set(
  "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains".split(
    " ",
  ),
);
type Clean = (value: JsonValue) => JsonValue | undefined;

const text: Clean = (value) => (typeof value === "string" ? value : undefined);
const flag: Clean = (value) => (value === true ? value : undefined);
const drop: Clean = () => undefined;

const CLEANERS: ReadonlyMap<string, Clean> = new Map([
  ["type", cleanType],
  ["enum", (value) => (Array.isArray(value) && value.length > 0 ? value : undefined)],
  ["required", (value) => (Array.isArray(value) ? value.filter((name) => typeof name === "string") : undefined)],
  ["pattern", (value) => (typeof value === "string" && isPattern(value) ? value : undefined)],
  ...entries("title description format contentMediaType contentEncoding", text),
  ...entries("uniqueItems readOnly writeOnly deprecated", flag),
  // Identifiers would change what references mean; every reference of a tool's schema is local.
  ...entries("$id id $schema $anchor $dynamicAnchor $dynamicRef $vocabulary nullable x-nullable", drop),
]);

function entries(names: string, clean: Clean): [string, Clean][] {
  return names.split(" ").map((name) => [name, clean]);
}

/**
 * A keyword's value if a validator can use it. Documents in the wild have `type: "file"`, `required: true` inside a
 * property, patterns of other engines and numbers as text; such a keyword constrains nothing.
 */
export function cleanKeyword(key: string, value: JsonValue): JsonValue | undefined {
  if (NUMBERS.has(key)) {
    return cleanNumber(key, value);
  }
  const clean = CLEANERS.get(key);
  return clean === undefined ? value : clean(value);
}

/**
 * The null of a 3.0 `nullable` that an upgrade left out. In answers it is added also where the document, read strictly, has
 * none: to a list of values without null, and beside what has no type.
 */
export function withNull(schema: JsonObject, source: JsonObject, isAnswer: boolean): JsonObject {
  const isNullable = source["nullable"] === true || source["x-nullable"] === true;
  const { type } = schema;
  if (isNullable && type === undefined) {
    return isAnswer ? { anyOf: [schema, { type: "null" }] } : schema;
  }
  const nullable: JsonObject = isNullable && typeof type === "string" ? { ...schema, type: [type, "null"] } : schema;
  const types = nullable["type"];
  const values = nullable["enum"];
  const lacksNull = Array.isArray(types) && types.includes("null") && Array.isArray(values) && !values.includes(null);
  return isAnswer && lacksNull ? { ...nullable, enum: [...(values as readonly JsonValue[]), null] } : nullable;
}

/** `exclusiveMinimum: true` beside `minimum`, as 3.0 has it, in a document that says it is 3.1. */
export function withExclusiveLimits(schema: JsonObject, source: JsonObject): JsonObject {
  const limits: Record<string, JsonValue> = {};
  for (const [flag, limit] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    const value = schema[limit];
    if (source[flag] === true && value !== undefined) {
      limits[flag] = value;
    }
  }
  return Object.keys(limits).length === 0 ? schema : { ...schema, ...limits };
}

function cleanType(value: JsonValue): JsonValue | undefined {
  if (!Array.isArray(value)) {
    return TYPES.has(value) ? value : undefined;
  }
  const types = [...new Set((value as readonly JsonValue[]).flat())].filter((type) => TYPES.has(type));
  return types.length === 0 ? undefined : types;
}

function cleanNumber(key: string, value: JsonValue): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    return undefined;
  }
  const isCount = key.startsWith("min") || key.startsWith("max");
  const mayBeNegative = key === "minimum" || key === "maximum";
  return isCount && !mayBeNegative && (number < 0 || !Number.isInteger(number)) ? undefined : number;
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u").source !== "";
  } catch {
    return false;
  }
}
