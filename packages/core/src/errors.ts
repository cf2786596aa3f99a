/** How a script can fail. The same script with the same tools gets the same code from every driver. */
export const FAILURE_CODES = [
  "SYNTAX",
  "TYPE_CHECK",
  "SCRIPT",
  "TIMEOUT",
  "CPU_LIMIT",
  "MEMORY_LIMIT",
  "CALL_LIMIT",
  "OUTPUT_LIMIT",
  "UNSERIALIZABLE",
  "DENIED",
  "ABORTED",
  "SANDBOX_CRASHED",
] as const;

/** One of {@link FAILURE_CODES}. */
export type FailureCode = (typeof FAILURE_CODES)[number];

/**
 * What the caller or the environment did wrong.
 *
 * - `INVALID_OPTION`: an option has a value that cannot be used; the message names it.
 * - `INVALID_CONFIG`: a configuration file is wrong; the message has the file, the path, what was found and expected.
 * - `SOURCE_UNAVAILABLE`: an upstream cannot be reached.
 * - `UNAUTHORIZED`: an upstream refused the credentials, or there are none.
 * - `UNKNOWN_TOOL`: no tool of that name; the message has the nearest.
 * - `INVALID_INPUT`: a call's input does not fit the tool's schema.
 * - `CALL_TIMEOUT`: an upstream did not answer in time.
 * - `UNKNOWN_OUTCOME`: the connection was lost during a call; it may or may not have happened.
 * - `TOOL_ERROR`: the tool says that it failed.
 * - `UPSTREAM_ERROR`: the upstream answered a call with a protocol error, which is the `cause`.
 * - `CALL_LIMIT`, `OUTPUT_LIMIT`, `UNSERIALIZABLE`: as in {@link FailureCode}, for one call.
 * - `DENIED`: policy refused a call.
 * - `ABORTED`: the caller ended it.
 * - `DISPOSED`: the object was disposed before.
 * - `UNSUPPORTED`: this part cannot do what was asked.
 * - `INTERNAL`: a defect of Postern.
 */
export type PosternErrorCode =
  | "INVALID_OPTION"
  | "INVALID_CONFIG"
  | "SOURCE_UNAVAILABLE"
  | "UNAUTHORIZED"
  | "UNKNOWN_TOOL"
  | "INVALID_INPUT"
  | "CALL_TIMEOUT"
  | "UNKNOWN_OUTCOME"
  | "TOOL_ERROR"
  | "UPSTREAM_ERROR"
  | "CALL_LIMIT"
  | "OUTPUT_LIMIT"
  | "UNSERIALIZABLE"
  | "DENIED"
  | "ABORTED"
  | "DISPOSED"
  | "UNSUPPORTED"
  | "INTERNAL";

/** An error with a stable code. Compare `code`; never the message, never `instanceof`. */
export class PosternError extends Error {
  override readonly name = "PosternError";
  readonly code: PosternErrorCode;

  constructor(code: PosternErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Whether `error` carries a Postern code; works across copies of this package. */
export function isPosternError(error: unknown): error is PosternError {
  return error instanceof Error && error.name === "PosternError" && "code" in error;
}

/** The text of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
