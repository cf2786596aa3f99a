import type { FailureCode, GuestError, PreparedScript } from "@postern/core";

/** Codes that the guest's half may give: those of errors the bridge threw itself. All others are the host's to give. */
const GUEST_CODES: readonly FailureCode[] = ["SYNTAX", "UNSERIALIZABLE", "OUTPUT_LIMIT", "DENIED"];

/** A failure frame: untrusted in every field. */
interface FailureFrame {
  readonly message?: unknown;
  readonly name?: unknown;
  readonly code?: unknown;
  readonly line?: unknown;
  readonly column?: unknown;
  readonly cause?: FailureFrame;
}

const MAX_MESSAGE_CHARS = 4096;

/** Makes the error of a failed script from what the guest's half told, with positions in the model's own text. */
export function readFailure(text: string, script: PreparedScript): GuestError {
  const frame = JSON.parse(text) as FailureFrame;
  const code = GUEST_CODES.find((known) => known === frame.code) ?? "SCRIPT";
  const line = Number(frame.line) - script.lineOffset;
  const column = Number(frame.column);
  const isPlaced = Number.isSafeInteger(line) && Number.isSafeInteger(column) && line > 0 && column > 0;
  return {
    code,
    ...named(frame),
    ...(isPlaced ? { line, column } : {}),
    ...(frame.cause === undefined ? {} : { cause: named(frame.cause) }),
  };
}

function named(frame: FailureFrame): { readonly name?: string; readonly message: string } {
  const message = String(frame.message).slice(0, MAX_MESSAGE_CHARS);
  return typeof frame.name === "string" ? { name: frame.name.slice(0, MAX_MESSAGE_CHARS), message } : { message };
}
