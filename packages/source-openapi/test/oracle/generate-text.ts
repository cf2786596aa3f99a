import { isJsonObject, type JsonObject } from "@postern/core";
import randexp from "randexp";
import type { Random } from "./random.ts";

/** A text of each format of JSON Schema and OpenAPI that documents use. */
const FORMATS: Readonly<Record<string, string>> = {
  date: "2024-02-29",
  "date-time": "2024-02-29T12:30:45Z",
  time: "12:30:45Z",
  duration: "P1DT2H",
  email: "ada@example.com",
  "idn-email": "ada@example.com",
  hostname: "api.example.com",
  "idn-hostname": "api.example.com",
  ipv4: "192.0.2.7",
  ip: "192.0.2.7",
  ipv6: "2001:db8::7",
  uri: "https://example.com/a/b",
  url: "https://example.com/a/b",
  "uri-reference": "/a/b",
  iri: "https://example.com/a/b",
  "uri-template": "/a/{b}",
  "json-pointer": "/a/0",
  "relative-json-pointer": "1/a",
  regex: "^a+$",
  uuid: "7f9c24e8-3b12-4fef-91e0-d2c3a4b5c6d7",
  byte: "aGVsbG8=",
  base64: "aGVsbG8=",
};
/** Its types describe an ES module, which it is not: the class itself is what is exported. */
const RandExp = randexp as unknown as typeof randexp.default;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** A string that fits a schema's format, pattern and lengths, as far as that can be made. */
export function generateText(schema: JsonObject, random: Random): string {
  const { pattern, format } = schema;
  const minLength = Number(schema["minLength"] ?? 0);
  const maxLength = Number(schema["maxLength"] ?? Math.max(minLength, 12));
  if (typeof pattern === "string") {
    return textOfPattern(pattern, { minLength, maxLength }, random);
  }
  if (typeof format === "string" && Object.hasOwn(FORMATS, format)) {
    return (FORMATS[format] ?? "").padEnd(minLength, "0");
  }
  if (schema["contentEncoding"] === "base64") {
    return "aGVsbG8=";
  }
  const length = random.integer(Math.max(1, minLength), Math.max(1, minLength, Math.min(maxLength, minLength + 8)));
  return Array.from({ length }, () => LETTERS[random.integer(0, LETTERS.length - 1)]).join("");
}

/** Several tries: a length and a pattern may fit together seldom. */
function textOfPattern(
  pattern: string,
  { minLength, maxLength }: { readonly minLength: number; readonly maxLength: number },
  random: Random,
): string {
  const matches = expression(pattern);
  let text = "";
  let number = "";
  for (const most of [0, 1, 3, minLength, 8, 32, maxLength]) {
    const generator = new RandExp(pattern.replaceAll("\\A", "^").replaceAll(/\\[zZ]/gu, "$"));
    generator.max = Math.min(Math.max(most, 0), 300);
    // Visible ASCII for classes such as `.`; what is invisible says nothing more.
    generator.defaultRange.subtract(0, 0x20).subtract(0x7f, 0xffff);
    generator.randInt = (from, to) => random.integer(from, to);
    text = generator.gen();
    if (matches.test(text) && text.length >= minLength && text.length <= maxLength && text !== "") {
      if (Number.isNaN(Number(text))) {
        return text;
      }
      // It would be a number, too, where both are alternatives; good where there is nothing else.
      number = text;
    }
  }
  return number === "" ? text : number;
}

/** Documents escape what need not be, such as `-`, which the Unicode grammar refuses. */
function expression(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    // oxlint-disable-next-line require-unicode-regexp -- what is left
    return new RegExp(pattern);
  }
}

/** Whether a schema is the spelling of bytes. */
export function isBytes(schema: unknown): boolean {
  return isJsonObject(schema) && schema["x-postern-type"] === "bytes";
}
