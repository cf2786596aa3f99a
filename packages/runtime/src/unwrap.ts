import type { CallFailure, ContentBlock, ScriptValue, ToolResult } from "@postern/core";
import { parseExactJson } from "./exact-json.ts";

/** A tool's answer as the script sees it. */
export type Unwrapped =
  | { readonly status: "ok"; readonly value: ScriptValue | undefined }
  | { readonly status: "error"; readonly error: CallFailure };

const MAX_ERROR_CHARS = 8000;

/**
 * What a call is worth to a script. The only place where answers are unwrapped, in this order: a tool's own failure
 * becomes an error with its text; `structuredContent` is the value; one text that is a JSON object or array is that, with
 * integers beyond 2^53 as strings, and several such texts are the array of them; other texts are one text, joined by line
 * breaks; with an image, a sound or a resource among them, the blocks are the value as they are.
 */
export function unwrapResult(result: ToolResult): Unwrapped {
  if (result.isError === true) {
    return { status: "error", error: { name: "ToolError", message: failureText(result), code: "TOOL_ERROR" } };
  }
  return { status: "ok", value: resultValue(result) };
}

function resultValue(result: ToolResult): ScriptValue | undefined {
  if (result.structuredContent !== undefined) {
    return result.structuredContent;
  }
  const texts = textsOf(result.content);
  if (texts === undefined) {
    const blocks = result.content as readonly ContentBlock[] & readonly ScriptValue[];
    return blocks.length === 1 ? blocks[0] : blocks;
  }
  const parsed = texts.map(parseExactJson);
  if (parsed.length > 0 && parsed.every((value) => value !== undefined)) {
    return parsed.length === 1 ? parsed[0] : parsed;
  }
  return texts.length === 0 ? undefined : texts.join("\n");
}

/** The texts, unless something else is among them. */
function textsOf(content: readonly ContentBlock[]): readonly string[] | undefined {
  const texts: string[] = [];
  for (const block of content) {
    if (block.type !== "text") {
      return undefined;
    }
    texts.push(block.text);
  }
  return texts;
}

function failureText(result: ToolResult): string {
  const texts = result.content.map((block) => (block.type === "text" ? block.text : `[${block.type}]`));
  const structured = result.structuredContent === undefined ? "" : JSON.stringify(result.structuredContent);
  const text = texts.join("\n").trim() || structured || "The tool says that it failed and not why.";
  return text.length > MAX_ERROR_CHARS ? `${text.slice(0, MAX_ERROR_CHARS)} … [${text.length} characters]` : text;
}
