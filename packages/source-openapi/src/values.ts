import type { ScriptObject, ScriptValue } from "@postern/core";

/** Whether a value is an object of members: not null, not a list, not bytes. */
export function isRecord(value: ScriptValue | undefined): value is ScriptObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
