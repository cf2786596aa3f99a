import { PosternError, type ScriptValue } from "@postern/core";
import { scalarText } from "./serialize-parameter.ts";

const UTF_8 = new TextEncoder();

/** A value that is sent as it is: bytes, or a scalar's text in UTF-8. */
export function rawBytes(value: ScriptValue, name: string): Uint8Array {
  if (value instanceof Uint8Array) {
    return value;
  }
  if (typeof value === "object") {
    throw new PosternError("INVALID_INPUT", `${name} takes a string or a Uint8Array.`);
  }
  return UTF_8.encode(scalarText(value));
}
