import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";
import type { DocumentIndex, OperationEntry, Section, Span } from "./document-index.ts";
import type { IndexedDocument } from "./index-document.ts";
import { pointerTokens, valueAt } from "./pointer.ts";

/** An OpenAPI 3.1 document whose parts are parsed when they are asked for. Nothing in it changes. */
export interface OpenApiDocument {
  /** A hash of everything the document was read from. */
  readonly contentHash: string;
  /** The URL of the document; server URLs are relative to it. Absent for files. */
  readonly url?: string;
  readonly index: DocumentIndex;
  /** An operation's own members, with the path's parameters before its own; references are not resolved. */
  readOperation(entry: OperationEntry): JsonObject;
  /** A named component, or nothing. Answers the same object as long as someone holds it. */
  readComponent(section: Section, name: string): JsonValue | undefined;
  /** What a local reference points at, following references to references. */
  resolve(value: JsonValue | undefined): JsonObject | undefined;
}

/** The longest chain of references that is followed. */
const MAX_REFERENCE_HOPS = 32;
const COMPONENT = /^#\/components\/([a-zA-Z]+)\/([^/]+)(\/.*)?$/u;

/** A document over its parts. */
export function createOpenApiDocument(
  { index, body }: IndexedDocument,
  origin: { readonly contentHash: string; readonly url?: string },
): OpenApiDocument {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const parse = ([offset, length]: Span): JsonValue =>
    JSON.parse(buffer.toString("utf8", offset, offset + length)) as JsonValue;
  const held = new Map<string, WeakRef<object>>();

  function readComponent(section: Section, name: string): JsonValue | undefined {
    const spans = index.components[section];
    const span = Object.hasOwn(spans, name) ? spans[name] : undefined;
    if (span === undefined) {
      return undefined;
    }
    const key = `${section}/${name}`;
    const known = held.get(key)?.deref() as JsonValue | undefined;
    if (known !== undefined) {
      return known;
    }
    const part = parse(span);
    if (typeof part === "object" && part !== null) {
      held.set(key, new WeakRef(part));
    }
    return part;
  }

  function resolve(value: JsonValue | undefined): JsonObject | undefined {
    let target = value;
    for (let hop = 0; hop < MAX_REFERENCE_HOPS && isJsonObject(target); hop += 1) {
      const reference = target["$ref"];
      if (typeof reference !== "string") {
        return target;
      }
      const [, section = "", name = "", rest = ""] = COMPONENT.exec(reference) ?? [];
      const component = section in index.components ? readComponent(section as Section, unescaped(name)) : undefined;
      target = component === undefined ? undefined : valueAt(component, pointerTokens(rest));
    }
    return undefined;
  }

  return {
    ...origin,
    index,
    readOperation: (entry) => parse(entry.span) as JsonObject,
    readComponent,
    resolve,
  };
}

/** The component that a local reference names, if it names one. */
export function referencedSchema(reference: string): string | undefined {
  const [, section, name = "", rest] = COMPONENT.exec(reference) ?? [];
  return section === "schemas" && rest === undefined ? unescaped(name) : undefined;
}

function unescaped(token: string): string {
  return pointerTokens(`/${token}`)[0] ?? token;
}
