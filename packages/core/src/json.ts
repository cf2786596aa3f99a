/** A JSON scalar. */
export type JsonPrimitive = string | number | boolean | null;

/** Any JSON value (RFC 8259). */
export type JsonValue = JsonPrimitive | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/**
 * A value that crosses between a script and the host: JSON, and bytes.
 * `undefined` members are dropped as `JSON.stringify` drops them.
 */
export type ScriptValue = JsonPrimitive | Uint8Array | readonly ScriptValue[] | ScriptObject;

/** An object whose members cross between a script and the host. */
export interface ScriptObject {
  readonly [key: string]: ScriptValue;
}

/** A JSON Schema of any dialect: an object, or `true` / `false`. */
export type JsonSchema = JsonObject | boolean;

/** Whether `value` is a JSON object: not null, not an array, not bytes. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
