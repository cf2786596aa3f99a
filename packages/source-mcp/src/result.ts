import type { CallToolResult } from "@modelcontextprotocol/client";
import type { ContentBlock, JsonObject, ScriptObject, ScriptValue, ToolResult } from "@postern/core";

/** A call's answer in Postern's words. */
export function readToolResult(result: CallToolResult): ToolResult {
  const { content, structuredContent, isError, _meta } = result;
  return {
    content: content as readonly ContentBlock[],
    ...(structuredContent === undefined ? {} : { structuredContent: structuredContent as ScriptValue }),
    ...(isError === undefined ? {} : { isError }),
    ...(_meta === undefined ? {} : { meta: _meta as JsonObject }),
  };
}

/** An answer that says what failed, without the secrets that it may quote. */
export function redactResult(result: ToolResult, redact: (text: string) => string): ToolResult {
  const { structuredContent } = result;
  return {
    ...result,
    content: result.content.map((block) => (block.type === "text" ? { ...block, text: redact(block.text) } : block)),
    ...(structuredContent === undefined ? {} : { structuredContent: redactTexts(structuredContent, redact) }),
  };
}

/** Any value without the secrets in its texts. */
export function redactTexts(value: ScriptValue, redact: (text: string) => string): ScriptValue {
  if (typeof value === "string") {
    return redact(value);
  }
  if (Array.isArray(value)) {
    return value.map((item: ScriptValue) => redactTexts(item, redact));
  }
  const isObject = typeof value === "object" && value !== null && !(value instanceof Uint8Array);
  return isObject
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactTexts(item, redact)]))
    : value;
}

/** A call's input as JSON: bytes, which MCP does not have, become base64. */
export function jsonInput(input: ScriptObject): JsonObject {
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, jsonValue(value)]));
}

function jsonValue(value: ScriptValue): JsonObject[string] {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  }
  if (Array.isArray(value)) {
    return value.map((item: ScriptValue) => jsonValue(item));
  }
  return typeof value === "object" && value !== null ? jsonInput(value as ScriptObject) : value;
}
