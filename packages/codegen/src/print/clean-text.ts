import type { JsonValue } from "@postern/core";

/** Control characters other than line breaks, and those that change the direction of text. */
const UNSEEN = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu;

/** A text as a comment can hold it: line breaks kept, indentation and blank lines not, the end of a comment escaped. */
export function cleanText(value: JsonValue | undefined): string {
  if (typeof value !== "string") {
    return "";
  }
  return value
    .replace(/\r\n?|[\u2028\u2029]/gu, "\n")
    .replace(/[\t ]+/gu, " ")
    .replace(UNSEEN, "")
    .replace(/ ?\n[\n ]*/gu, "\n")
    .replaceAll("*/", "*\\/")
    .trim();
}
