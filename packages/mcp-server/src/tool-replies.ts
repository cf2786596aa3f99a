import type { ContentBlock, JsonObject } from "@postern/core";
import type { ExecuteReply, SearchReply, SearchResult } from "@postern/runtime";

/** A `CallToolResult` as both generations of the SDK take it. */
export interface ToolReply {
  readonly content: ContentBlock[];
  readonly structuredContent?: { readonly [name: string]: unknown };
  readonly isError?: boolean;
  readonly _meta?: JsonObject;
}

/** What was found, as fields and as lines of text that say the same. */
export function toSearchReply(reply: SearchReply): ToolReply {
  const structuredContent = { ...reply };
  return { content: [{ type: "text", text: renderSearch(reply) }], structuredContent };
}

/** An execution's end, as fields and as text, with the images and resources of its value behind. */
export function toExecuteReply(reply: ExecuteReply): ToolReply {
  const { content, text, notices, ...fields } = reply;
  const structuredContent = notices.length === 0 ? fields : { ...fields, notices };
  return {
    content: [{ type: "text", text }, ...content],
    structuredContent,
    ...(reply.status === "failed" ? { isError: true } : {}),
  };
}

/** What went wrong before anything could be answered. */
export function toErrorReply(message: string): ToolReply {
  return { content: [{ type: "text", text: message }], isError: true };
}

function renderSearch({ total, results, hint }: SearchReply): string {
  const count = results.length > 0 && results.length === total ? `${total} found:` : "";
  return [count, ...results.map(renderResult), hint ?? ""].filter((part) => part !== "").join("\n\n");
}

function renderResult({ expression, description, signature }: SearchResult): string {
  return `${signature ?? expression}${description === "" ? "" : `\n  ${description}`}`;
}
