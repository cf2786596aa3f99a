import type { JsonObject, ScriptValue } from "./json.ts";

/** Text for the model. */
export interface TextContent {
  readonly type: "text";
  readonly text: string;
}

/** An image or a sound. `data` is base64. */
export interface MediaContent {
  readonly type: "image" | "audio";
  readonly data: string;
  readonly mimeType: string;
}

/** A pointer to a resource that the client may read. */
export interface ResourceLinkContent {
  readonly type: "resource_link";
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
}

/** A resource sent along: `text`, or `blob` in base64. */
export interface EmbeddedResourceContent {
  readonly type: "resource";
  readonly resource: {
    readonly uri: string;
    readonly mimeType?: string;
    readonly text?: string;
    readonly blob?: string;
  };
}

/** One block of a tool's answer, as in the Model Context Protocol's `ContentBlock`. */
export type ContentBlock = TextContent | MediaContent | ResourceLinkContent | EmbeddedResourceContent;

/** What a source answers to a call. It is unwrapped in one place, the runtime. */
export interface ToolResult {
  readonly content: readonly ContentBlock[];
  /** The machine-readable answer. Any JSON value; sources outside MCP may also answer bytes. */
  readonly structuredContent?: ScriptValue;
  /** The tool itself says that it failed: the script sees an exception with the text of `content`. */
  readonly isError?: boolean;
  /** Protocol metadata. Never shown to a script. */
  readonly meta?: JsonObject;
}
