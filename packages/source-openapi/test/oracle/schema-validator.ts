import { Validator } from "@cfworker/json-schema";
import type { JsonObject, ScriptValue } from "@postern/core";

/** Says what is wrong with a value by JSON Schema 2020-12, if anything is. */
export function schemaComplaint(schema: JsonObject, value: ScriptValue): string | undefined {
  const { valid, errors } = new Validator(schema, "2020-12", true).validate(value);
  const last = errors.at(-1);
  return valid || last === undefined ? undefined : `${last.instanceLocation} ${last.error}`;
}
