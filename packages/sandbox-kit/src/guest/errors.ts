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

interface BridgeErrorParts {
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

/** How engines name the script in a stack: V8 by its `sourceURL`, QuickJS by what `Function` gives it. */
const SCRIPT_FRAME = new NativeRegExp("(?:script\\.js|<input>):\\d+:\\d+");

/** Places that are told of one stack: where the innermost means nothing to a reader, the next one does. */
const MAX_PLACES = 4;

/** The places in the script that a stack names, innermost first, as the engine wrote them; empty where there is none. */
export function scriptPlaces(stack: unknown): string {
  let places = "";
  let rest = typeof stack === "string" ? stringSlice(stack, 0, 20_000) : "";
  for (let count = 0; count < MAX_PLACES; count += 1) {
    const match = regExpExec(SCRIPT_FRAME, rest);
    if (match === null) {
      return places;
    }
    places += `${match[0]} `;
    rest = stringSlice(rest, match.index + match[0].length);
  }
  return places;
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
