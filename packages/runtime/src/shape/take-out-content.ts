import type { ContentBlock, JsonPrimitive, JsonValue, ScriptObject, ScriptValue } from "@postern/core";
import { encodeBase64 } from "./base64.ts";

/** A script's value split into what is JSON and what goes to the client as blocks of its own. */
export interface TakenApart {
  readonly value: JsonValue | undefined;
  readonly content: readonly ContentBlock[];
  /** There are bytes in the value. */
  readonly hasBytes: boolean;
  /** Bytes were too many to be written out, so the whole value is worth keeping. */
  readonly hasHiddenBytes: boolean;
}

/** More blocks than this stay where they are, as JSON. */
const MAX_BLOCKS = 20;
const MAX_INLINE_BYTES = 256;
const BLOCK_TYPES: ReadonlySet<unknown> = new Set(["image", "audio", "resource_link", "resource"]);
/** What a block may have besides what makes it one (MCP, `ContentBlock`). */
const BLOCK_MEMBERS = new Set(
  "type data mimeType uri name title description size icons resource annotations _meta".split(" "),
);

/**
 * Takes images, sounds and resources out of a script's value, each replaced by a text that says which block it is. Few
 * bytes become base64 in place, many become a text that says how many.
 */
export function takeOutContent(value: ScriptValue | undefined): TakenApart {
  const content: ContentBlock[] = [];
  let hasBytes = false;
  let hasHiddenBytes = false;
  const visit = (part: ScriptValue): JsonValue => {
    if (typeof part !== "object" || part === null) {
      return part;
    }
    if (part instanceof Uint8Array) {
      hasBytes = true;
      hasHiddenBytes ||= part.length > MAX_INLINE_BYTES;
      return part.length > MAX_INLINE_BYTES ? `[${part.length} bytes]` : `data:;base64,${encodeBase64(part)}`;
    }
    if (isArray(part)) {
      return mapItems(part, visit);
    }
    const block = content.length < MAX_BLOCKS ? toBlock(part) : undefined;
    if (block !== undefined) {
      content.push(block);
      return `[${blockName(block)}: content block ${content.length}]`;
    }
    return mapMembers(part, visit);
  };
  const json = value === undefined ? undefined : visit(value);
  return { value: json, content, hasBytes, hasHiddenBytes };
}

/** The same array where no item changes, so that a large plain value is walked and not copied. */
function mapItems(items: readonly ScriptValue[], visit: (part: ScriptValue) => JsonValue): JsonValue {
  let changed: JsonValue[] | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index] ?? null;
    const visited = isPlain(item) ? item : visit(item);
    if (visited !== item && changed === undefined) {
      changed = items.slice(0, index) as JsonValue[];
    }
    changed?.push(visited);
  }
  return changed ?? (items as readonly JsonValue[]);
}

function mapMembers(part: ScriptObject, visit: (part: ScriptValue) => JsonValue): JsonValue {
  let changed: Map<string, JsonValue> | undefined;
  for (const name in part) {
    const member = part[name] ?? null;
    const visited = isPlain(member) ? member : visit(member);
    if (visited !== member) {
      changed ??= new Map();
      changed.set(name, visited);
    }
  }
  if (changed === undefined) {
    return part as { readonly [key: string]: JsonValue };
  }
  return Object.fromEntries(
    Object.entries(part).map(([name, member]) => [name, changed.get(name) ?? (member as JsonValue)]),
  );
}

function isPlain(value: ScriptValue): value is JsonPrimitive {
  return typeof value !== "object" || value === null;
}

/** The block that an object is, if it has all that makes one and nothing else. */
function toBlock(part: ScriptObject): ContentBlock | undefined {
  const isOne = BLOCK_TYPES.has(part["type"]) && Object.keys(part).every((name) => BLOCK_MEMBERS.has(name));
  return isOne && isBlock(part) ? (part as unknown as ContentBlock) : undefined;
}

function isBlock(part: ScriptObject): boolean {
  const { type, resource } = part;
  if (type === "image" || type === "audio") {
    return isBase64(part["data"]) && typeof part["mimeType"] === "string";
  }
  if (type === "resource_link") {
    return isUri(part["uri"]) && typeof part["name"] === "string";
  }
  if (type !== "resource" || typeof resource !== "object" || resource === null) {
    return false;
  }
  const { uri, text, blob } = resource as ScriptObject;
  return isUri(uri) && (typeof text === "string" || isBase64(blob));
}

function isUri(value: ScriptValue | undefined): boolean {
  return typeof value === "string" && URL.canParse(value);
}

function isBase64(value: ScriptValue | undefined): boolean {
  return typeof value === "string" && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/u.test(value);
}

function blockName(block: ContentBlock): string {
  switch (block.type) {
    case "image":
    case "audio":
      return `${block.type} ${block.mimeType}`;
    case "resource_link":
      return `resource link ${block.uri.slice(0, 200)}`;
    case "resource":
      return `resource ${block.resource.uri.slice(0, 200)}`;
    default:
      return block.type;
  }
}

function isArray(value: ScriptValue): value is readonly ScriptValue[] {
  return Array.isArray(value);
}
