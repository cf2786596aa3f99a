import { type FailureCode, type GuestError, nearestNames, type PreparedScript, type ScriptHost } from "@postern/core";
import { calleeAt, type Place, placeInScript, placeOfName } from "./place.ts";
import { explainSyntax } from "./syntax.ts";

/** Codes that the guest's half may give: those of errors the bridge threw itself. All others are the host's to give. */
const GUEST_CODES: readonly FailureCode[] = ["SYNTAX", "UNSERIALIZABLE", "OUTPUT_LIMIT", "DENIED"];

/** A failure frame: untrusted in every field. */
interface FailureFrame {
  readonly message?: unknown;
  readonly name?: unknown;
  readonly code?: unknown;
  readonly places?: unknown;
  readonly cause?: FailureFrame;
}

const MAX_MESSAGE_CHARS = 4096;
const MAX_NAMESPACES_NAMED = 20;

/** Makes the error of a failed script from what the guest's half told, with positions in the model's own text. */
export function readFailure(text: string, script: PreparedScript, host: ScriptHost): GuestError {
  const frame = JSON.parse(text) as FailureFrame;
  const code = GUEST_CODES.find((known) => known === frame.code) ?? "SCRIPT";
  if (code === "SYNTAX") {
    return explainSyntax(script) ?? { code, ...named(frame) };
  }
  const { name, message } = named(frame);
  const place = typeof frame.places === "string" ? placeInScript(frame.places, script.code) : undefined;
  const missing =
    name === "ReferenceError" ? /^'?([\p{ID_Continue}$]+)'? is not defined$/u.exec(message)?.[1] : undefined;
  return {
    code,
    ...(name !== undefined && { name }),
    message: missing === undefined ? sameMessage(message, place, script) : missingMessage(missing, host),
    ...(place && modelPlace(missing === undefined ? place : placeOfName(missing, place, script.code), script)),
    ...(frame.cause === undefined ? {} : { cause: named(frame.cause) }),
  };
}

function modelPlace({ line, column }: Place, { lineOffset }: PreparedScript): Place | undefined {
  return line > lineOffset ? { line: line - lineOffset, column } : undefined;
}

/** What QuickJS words otherwise than V8, in V8's words: the same mistake gets the same message everywhere. */
const WORDINGS: readonly (readonly [RegExp, string])[] = [
  [/^cannot read property '(.*)' of (undefined|null)$/u, "Cannot read properties of $2 (reading '$1')"],
  [/^cannot set property '(.*)' of (undefined|null)$/u, "Cannot set properties of $2 (setting '$1')"],
  [/^'(.*)' is read-only$/u, "Assignment to constant variable."],
  [/^invalid array length$/u, "Invalid array length"],
];

function sameMessage(message: string, place: Place | undefined, script: PreparedScript): string {
  if (message === "not a function" && place !== undefined) {
    const callee = calleeAt(place, script.code);
    return callee === undefined || callee.endsWith("Error") ? message : `${callee} is not a function`;
  }
  for (const [pattern, wording] of WORDINGS) {
    if (pattern.test(message)) {
      return message.replace(pattern, wording);
    }
  }
  return message;
}

/** What a script is told that uses a name which is not there: what is. */
function missingMessage(name: string, host: ScriptHost): string {
  const namespaces = host.namespaces.map((namespace) => namespace.name);
  const near = nearestNames(name, namespaces, 1).map((other) => ` Did you mean ${other}?`);
  const shown = namespaces.slice(0, MAX_NAMESPACES_NAMED).join(", ");
  const more = namespaces.length > MAX_NAMESPACES_NAMED ? `, and ${namespaces.length - MAX_NAMESPACES_NAMED} more` : "";
  const tools = namespaces.length === 0 ? "no namespaces of tools" : `the namespaces ${shown}${more}`;
  return `${name} is not defined.${near.join("")} Besides the language there are console, setTimeout, URL, TextEncoder, TextDecoder, structuredClone, atob, btoa, crypto.randomUUID and ${tools}.`;
}

function named(frame: FailureFrame): { readonly name?: string; readonly message: string } {
  const message = String(frame.message).slice(0, MAX_MESSAGE_CHARS);
  return typeof frame.name === "string" ? { name: frame.name.slice(0, MAX_MESSAGE_CHARS), message } : { message };
}
