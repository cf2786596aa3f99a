import { Validator } from "@cfworker/json-schema";
import type { JsonObject, ScriptValue } from "@postern/core";

/** Says what is wrong with a value by JSON Schema 2020-12, if anything is. */
export function schemaComplaint(schema: JsonObject, value: ScriptValue): string | undefined {
  const { valid, errors } = new Validator(withoutOddPatterns(schema), "2020-12", true).validate(value);
  const last = errors.at(-1);
  return valid || last === undefined ? undefined : `${last.instanceLocation} ${last.error}`;
}

/** The validator reads patterns by the Unicode grammar and throws at those that are written for another. */
function withoutOddPatterns(schema: JsonObject): JsonObject {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === "pattern" && typeof value === "string" && !isUnicodePattern(value) ? undefined : value,
  );
  return JSON.parse(text) as JsonObject;
}

function isUnicodePattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u").unicode;
  } catch {
    return false;
  }
}
