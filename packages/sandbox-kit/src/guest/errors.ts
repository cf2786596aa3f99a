import {
  defineHidden,
  NativeError,
  NativeRegExp,
  NativeWeakMap,
  regExpExec,
  stringIndexOf,
  stringSlice,
  weakMapGet,
  weakMapSet,
} from "./primordials.ts";

/** Codes of the errors that the bridge itself made. A script cannot put its own errors in here. */
const bridgeCodes = new NativeWeakMap<object, string>();

/** Thrown by the writer where a value is longer than its limit; the caller knows which limit it was. */
export class OversizeError extends NativeError {}

/** The `name` of every error that Postern itself throws inside a script. */
const ERROR_NAME = "PosternError";

/** What a bridge error says. */
export interface BridgeErrorParts {
  readonly name: string;
  readonly message: string;
  readonly code: string;
}

/** An error with a code, as a failed call throws it. `site` is an error made where the script made the call. */
export function createBridgeError(parts: BridgeErrorParts, site?: Error): Error {
  const error = site ?? new NativeError("");
  const stack = error.stack;
  defineHidden(error, "message", parts.message);
  defineHidden(error, "name", parts.name);
  defineHidden(error, "code", parts.code);
  defineHidden(error, "stack", `${parts.name}: ${parts.message}\n${scriptFrames(stack)}`);
  weakMapSet(bridgeCodes, error, parts.code);
  return error;
}

/** The error of a value that cannot cross. */
export function createUnserializable(message: string): Error {
  return createBridgeError({ name: ERROR_NAME, message, code: "UNSERIALIZABLE" });
}

/** The error of a value that is too large. */
export function createOversize(message: string): Error {
  return createBridgeError({ name: ERROR_NAME, message, code: "OUTPUT_LIMIT" });
}

/** The bridge's own code of an error, or undefined for every other. */
export function bridgeCode(error: unknown): string | undefined {
  return typeof error === "object" && error !== null ? weakMapGet(bridgeCodes, error) : undefined;
}

/**
 * How engines name the script in a stack: V8 by its `sourceURL`; QuickJS by what `Function` calls its text, in brackets,
 * which sets a frame apart from a place in JSON or in a regular expression.
 */
const SCRIPT_FRAME = new NativeRegExp("script\\.js(?:, <anonymous>)?:(\\d+):(\\d+)|\\(<input>:(\\d+):(\\d+)\\)");
/** A builtin's frame above the script's: V8 says `<anonymous>` for its file, QuickJS `native`. */
const NATIVE_FRAME = new NativeRegExp("^(?:[^\\n]*\\n)?[^\\n]*\\((?:<anonymous>|native)\\)");

/** Lines that the engine's function constructor puts before the script (ECMA-262, CreateDynamicFunction). */
const WRAPPER_LINES = 2;

/** Places that are told of one stack: the innermost may be a class's own line, where nothing was written. */
const MAX_PLACES = 4;

/** Where in the script an error was made. */
export interface ScriptPlaces {
  /** `line:column` of each frame in the script, innermost first, with a space between. */
  readonly text: string;
  /** Columns count code points, not UTF-16 code units. */
  readonly inPoints: boolean;
  /** A builtin function made it, which the script called. */
  readonly isNative: boolean;
}

/** The places in the script that a stack names, or undefined where it names none. */
export function scriptPlaces(stack: unknown): ScriptPlaces | undefined {
  let rest = typeof stack === "string" ? stringSlice(stack, 0, 20_000) : "";
  const first = regExpExec(SCRIPT_FRAME, rest);
  if (first === null) {
    return undefined;
  }
  const inPoints = first[1] === undefined;
  const native = regExpExec(NATIVE_FRAME, rest);
  let text = "";
  let match: RegExpExecArray | null = first;
  for (let count = 0; count < MAX_PLACES && match !== null; count += 1) {
    const line = +((inPoints ? match[3] : match[1]) as string) - WRAPPER_LINES;
    text += `${line}:${(inPoints ? match[4] : match[2]) as string} `;
    rest = stringSlice(rest, match.index + match[0].length);
    match = regExpExec(SCRIPT_FRAME, rest);
  }
  return { text, inPoints, isNative: native !== null && native[0].length <= first.index };
}

/** The lines of a stack that lie in the script; the guest half's own are nobody's business. */
function scriptFrames(stack: unknown): string {
  let kept = "";
  let rest = typeof stack === "string" ? stringSlice(stack, 0, 20_000) : "";
  while (rest !== "") {
    const end = stringIndexOf(rest, "\n");
    const line = end < 0 ? rest : stringSlice(rest, 0, end);
    rest = end < 0 ? "" : stringSlice(rest, end + 1);
    if (regExpExec(SCRIPT_FRAME, line) !== null) {
      kept += `${line}\n`;
    }
  }
  return kept;
}
