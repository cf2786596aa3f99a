import { bridgeCode, scriptPlaces } from "./errors.ts";
import type { ScriptPlaces } from "./errors.ts";
import { describe } from "./describe.ts";
import { jsonStringify, NativeError, stringSlice, toWellFormed } from "./primordials.ts";

/** Characters of a name or message that cross; the rest is cut. */
const MAX_MESSAGE_CHARS = 4096;

/** What the guest half tells of a thrown value. Built from primitives only. */
interface ThrownParts {
  readonly name: string | undefined;
  readonly message: string;
}

/**
 * The failure frame's text for a thrown value. Whatever the value does (getters, proxies, hostile `toString`), the answer
 * is text; where even that throws, it says so.
 */
export function failureText(thrown: unknown, kind: "script" | "syntax"): string {
  const { name, message } = thrownParts(thrown);
  const code = kind === "syntax" ? "SYNTAX" : bridgeCode(thrown);
  const places = placesOf(thrown);
  let text = `{"message":${jsonStringify(message)}`;
  text += name === undefined ? "" : `,"name":${jsonStringify(name)}`;
  text += code === undefined ? "" : `,"code":${jsonStringify(code)}`;
  if (places !== undefined) {
    text += `,"places":${jsonStringify(places.text)},"points":${places.inPoints},"native":${places.isNative}`;
  }
  const cause = causeOf(thrown);
  if (cause !== undefined) {
    const parts = thrownParts(cause);
    text += `,"cause":{"message":${jsonStringify(parts.message)}`;
    text += parts.name === undefined ? "}" : `,"name":${jsonStringify(parts.name)}}`;
  }
  return `${text}}`;
}

function thrownParts(thrown: unknown): ThrownParts {
  try {
    if (thrown instanceof NativeError) {
      return { name: cut(`${thrown.name}`), message: cut(`${thrown.message}`) };
    }
    return { name: undefined, message: cut(typeof thrown === "string" ? thrown : describe(thrown)) };
  } catch {
    return { name: undefined, message: "A value was thrown that cannot be read." };
  }
}

function placesOf(thrown: unknown): ScriptPlaces | undefined {
  try {
    return thrown instanceof NativeError ? scriptPlaces(thrown.stack) : undefined;
  } catch {
    return undefined;
  }
}

function causeOf(thrown: unknown): unknown {
  try {
    return thrown instanceof NativeError ? thrown.cause : undefined;
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  return toWellFormed(text.length > MAX_MESSAGE_CHARS ? `${stringSlice(text, 0, MAX_MESSAGE_CHARS - 1)}…` : text);
}
