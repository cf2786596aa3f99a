import type { ScriptValue } from "@postern/core";
import { isEscapable } from "../guest/escaped-key.ts";

/** Reads wire text that a guest wrote: `J` and JSON, or `B` and JSON with bytes inside; empty is `undefined`. */
export function decodeWire(wire: string): ScriptValue | undefined {
  if (wire === "") {
    return undefined;
  }
  const value = JSON.parse(wire.slice(1)) as ScriptValue;
  return wire.startsWith("B") ? revive(value) : value;
}

/** Writes a value for a guest. */
export function encodeWire(value: ScriptValue | undefined): string {
  if (value === undefined) {
    return "";
  }
  const text = JSON.stringify(value, isPlain(value) ? undefined : replaceBytes);
  return text === undefined ? "" : `${isPlain(value) ? "J" : "B"}${text}`;
}

function revive(value: ScriptValue): ScriptValue {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(revive);
  }
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && isEscapable(only[0])) {
    const [key, member] = only;
    return key === "@b"
      ? new Uint8Array(Buffer.from(typeof member === "string" ? member : "", "base64"))
      : { [key.slice(1)]: revive(member) };
  }
  return Object.fromEntries(entries.map(([key, member]) => [key, revive(member)]));
}

/** Whether JSON says all of it: no bytes, no key that looks like bytes. */
function isPlain(value: ScriptValue): boolean {
  if (typeof value !== "object" || value === null) {
    return true;
  }
  if (value instanceof Uint8Array) {
    return false;
  }
  if (Array.isArray(value)) {
    return value.every(isPlain);
  }
  const keys = Object.keys(value);
  const [first] = keys;
  return (
    !(keys.length === 1 && first !== undefined && isEscapable(first)) &&
    Object.values(value).every((item) => item === undefined || isPlain(item))
  );
}

/** A replacer of `JSON.stringify`. What it answers is not handed to it again, but the members of that are. */
function replaceBytes(this: unknown, key: string, jsonValue: unknown): unknown {
  // A Buffer has turned itself into JSON by now, so its holder is asked.
  const value: unknown = (this as Record<string, unknown>)[key];
  if (value instanceof Uint8Array) {
    return { "@b": Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
  }
  if (typeof jsonValue !== "object" || jsonValue === null || Array.isArray(jsonValue)) {
    return jsonValue;
  }
  const [only, ...others] = Object.keys(jsonValue);
  const isEscaped = only !== undefined && others.length === 0 && isEscapable(only);
  return isEscaped ? { [`@${only}`]: (jsonValue as Record<string, unknown>)[only] } : jsonValue;
}
