import type { Tool } from "@postern/core";

const MAX_CHARS = 120;

/** What a tool does, on one line: the first sentence of its description, or its title. Untrusted text, so plain text only. */
export function summarize(tool: Tool): string {
  const text = toOneLine(tool.description ?? tool.title ?? "");
  const sentence = /^.{20,}?[.!?。！？](?=\s|$)/u.exec(text)?.[0] ?? text;
  const line = sentence.length > MAX_CHARS ? `${cutAtWord(sentence)} …` : sentence;
  return tool.deprecated === true ? `(deprecated) ${line}`.trim() : line;
}

/** The text with every run of white space and control characters as one space. */
export function toOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
}

function cutAtWord(text: string): string {
  const cut = text.slice(0, MAX_CHARS);
  const space = cut.lastIndexOf(" ");
  return space > MAX_CHARS / 2 ? cut.slice(0, space) : cut.replace(/[\ud800-\udbff]$/u, "");
}
