import type { ContentBlock } from "./content.ts";
import type { JsonObject } from "./json.ts";

/** What a source says of a resource or a prompt for clients alone. Neither searched nor shown to scripts. */
export interface ClientDetails {
  /** Images for people, as in MCP's `Icon`. */
  readonly icons?: readonly JsonObject[];
  /** Whom it is for and how much it matters, as in MCP's `Annotations`. */
  readonly annotations?: JsonObject;
  /** Protocol metadata. */
  readonly meta?: JsonObject;
}

/** Something a source lets be read, as in MCP's `Resource`. All text is untrusted data. */
export interface Resource extends ClientDetails {
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  /** Bytes, where the source says so. */
  readonly size?: number;
}

/** A family of resources: an RFC 6570 template of their addresses. */
export interface ResourceTemplate extends ClientDetails {
  readonly uriTemplate: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
}

/** One part of a resource that was read: `text`, or `blob` in base64. */
export interface ResourceContents {
  readonly uri: string;
  readonly mimeType?: string;
  readonly text?: string;
  readonly blob?: string;
}

/** What a prompt takes. Every value is text. */
export interface PromptArgument {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly required?: boolean;
}

/** A template of messages that a source offers. */
export interface Prompt extends ClientDetails {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly arguments: readonly PromptArgument[];
}

/** A prompt filled in. */
export interface PromptResult {
  readonly description?: string;
  readonly messages: readonly PromptMessage[];
  /** Protocol metadata. Never shown to a script. */
  readonly meta?: JsonObject;
}

/** One message of a prompt. */
export interface PromptMessage {
  readonly role: "user" | "assistant";
  readonly content: ContentBlock;
}
