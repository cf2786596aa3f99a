import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonValue } from "@postern/core";
import { cleanText } from "./clean-text.ts";

/** Longer values are left out of tags. */
const MAX_VALUE_LENGTH = 120;
const MAX_EXAMPLES = 3;

/** What a schema says beyond its type, as short tags: `@default 10`, `@range 1..100`. */
export function constraintTags(schema: JsonObject): readonly string[] {
  const tags = [
    ...(schema["deprecated"] === true ? ["@deprecated"] : []),
    ...valueTag("@default", schema["default"]),
    ...formatTags(schema),
    ...rangeTag(schema),
    ...lengthTag("@length", schema["minLength"], schema["maxLength"]),
    ...lengthTag("@items", schema["minItems"], schema["maxItems"]),
    ...lengthTag("@properties", schema["minProperties"], schema["maxProperties"]),
    ...(schema["uniqueItems"] === true ? ["@unique"] : []),
    ...valueTag("@multipleOf", schema["multipleOf"]),
    ...examples(schema),
  ];
  return tags.map(cleanText);
}

/** A format says more than the pattern that some generators write beside it. */
function formatTags(schema: JsonObject): readonly string[] {
  const format = schema["format"];
  if (typeof format === "string") {
    return [`@format ${format.slice(0, MAX_VALUE_LENGTH)}`];
  }
  const pattern = schema["pattern"];
  if (typeof pattern === "string" && pattern.length <= MAX_VALUE_LENGTH) {
    return [`@pattern ${pattern}`];
  }
  const type = schema["type"];
  return type === "integer" ? ["@integer"] : [];
}

function rangeTag(schema: JsonObject): readonly string[] {
  const low = bound(schema, "minimum", "exclusiveMinimum");
  const high = bound(schema, "maximum", "exclusiveMaximum");
  if (low === undefined && high === undefined) {
    return [];
  }
  const from = low === undefined ? "" : `${low.isExclusive ? ">" : ""}${low.value}`;
  const to = high === undefined ? "" : `${high.isExclusive ? "<" : ""}${high.value}`;
  return [`@range ${from}..${to}`];
}

interface Bound {
  readonly value: number;
  readonly isExclusive: boolean;
}

/** Draft-04 has `exclusiveMinimum: true` beside `minimum`; later drafts have a number. */
function bound(schema: JsonObject, inclusive: string, exclusive: string): Bound | undefined {
  const own = safeBound(schema[inclusive]);
  const other = safeBound(schema[exclusive]);
  if (other !== undefined) {
    return { value: other, isExclusive: true };
  }
  return own === undefined ? undefined : { value: own, isExclusive: schema[exclusive] === true };
}

/** The safe integers' ends are what generators write for every integer; they say nothing. */
function safeBound(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
}

function lengthTag(tag: string, low: JsonValue | undefined, high: JsonValue | undefined): readonly string[] {
  const from = typeof low === "number" && low > 0 ? String(low) : "";
  const to = typeof high === "number" ? String(high) : "";
  if (from === "" && to === "") {
    return [];
  }
  return [`${tag} ${from === to ? from : `${from}..${to}`}`];
}

function examples(schema: JsonObject): readonly string[] {
  const values = Array.isArray(schema["examples"]) ? (schema["examples"] as readonly JsonValue[]) : [];
  const all = schema["example"] === undefined ? values : [schema["example"], ...values];
  return all.slice(0, MAX_EXAMPLES).flatMap((value) => valueTag("@example", value));
}

function valueTag(tag: string, value: JsonValue | undefined): readonly string[] {
  if (value === undefined || (isJsonObject(value) && Object.keys(value).length === 0)) {
    return [];
  }
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH ? [] : [`${tag} ${text}`];
}
