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

/**
 * How a schema says that a value is bytes, a `Uint8Array`, which JSON Schema has no word for. It has no other keyword but
 * annotations, so every validator of JSON Schema accepts the value; it is TypeScript's `Uint8Array`.
 */
export const BYTES_SCHEMA: JsonObject = { "x-postern-type": "bytes" };

/** How an output schema says that a call answers nothing: TypeScript's `void`, or `undefined` in a union. */
export const VOID_SCHEMA: JsonObject = { "x-postern-type": "void" };

/** Whether `value` is a JSON object: not null, not an array, not bytes. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
