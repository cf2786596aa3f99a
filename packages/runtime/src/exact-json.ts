import type { JsonValue } from "@postern/core";

/** The third argument of a reviver: the number's own text (ECMA-262, JSON.parse source text access). */
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * The value of a text that is a JSON object or array; `undefined` for any other text, a lone number, string or word
 * included, so that a text stays a text whatever digits it is made of. An integer that a double cannot hold becomes a
 * string of its digits, as JavaScript would otherwise change it.
 */
export function parseExactJson(text: string): JsonValue | undefined {
  const first = /^\s*([[{])/u.exec(text)?.[1];
  if (first === undefined) {
    return undefined;
  }
  try {
    return hasLongInteger(text)
      ? (JSON.parse(text, keepDigits as Parameters<typeof JSON.parse>[1]) as JsonValue)
      : (JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}

/** 2^53 has sixteen digits; the reviver costs several times the parsing, so it is for texts that can need it. */
function hasLongInteger(text: string): boolean {
  return /(?<![\d.])\d{16,}(?![\d.eE])/u.test(text);
}

const keepDigits: SourceReviver = (_key, value, { source }) =>
  typeof value === "number" && source !== undefined && /^-?\d+$/u.test(source) && !Number.isSafeInteger(value)
    ? source
    : value;
