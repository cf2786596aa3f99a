import type { ScriptValue } from "@postern/core";

/** JSON in which bytes are base64, as `contentEncoding: base64` wants them. */
export function jsonText(value: ScriptValue): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member instanceof Uint8Array ? Buffer.from(member).toString("base64") : member,
  );
}
