import { createHash } from "node:crypto";
import { BYTES_SCHEMA, isJsonObject, type JsonObject, type JsonSchema, type JsonValue } from "@postern/core";
import { GRAMMAR } from "../document/grammar.ts";
import { referencedSchema, type OpenApiDocument } from "../document/openapi-document.ts";
import { cleanKeyword, withExclusiveLimits, withNull } from "./clean-schema.ts";
import { isBinarySchema } from "./media-types.ts";

/**
 * Where a schema stands. A request need not have what is `readOnly`, a response what is `writeOnly`; in a `form`, that is
 * in a request that is no JSON, binary properties are bytes.
 */
type SchemaUse = "request" | "form" | "response";

/** Bytes to send: a string is sent as UTF-8. */
export const BYTES_INPUT_SCHEMA: JsonObject = {
  anyOf: [BYTES_SCHEMA, { type: "string", description: "Text, sent as UTF-8." }],
};

/** A file of a form: its content, or its content with a name and a media type. */
export const FILE_INPUT_SCHEMA: JsonObject = {
  anyOf: [
    BYTES_SCHEMA,
    { type: "string", description: "Text, sent as UTF-8." },
    {
      type: "object",
      properties: {
        content: { anyOf: [BYTES_SCHEMA, { type: "string" }] },
        filename: { type: "string" },
        contentType: { type: "string" },
      },
      required: ["content"],
      additionalProperties: false,
    },
  ],
};

/** Makes JSON Schema 2020-12 of a document's schemas. */
export interface SchemaConverter {
  /** The schema with references to `$defs`; the names of those are added to `references`. */
  convert(schema: JsonValue | undefined, use: SchemaUse, references: Set<string>): JsonSchema;
  /** Adds `$defs` with all that the references lead to. It is made when it is first read; its members are shared. */
  withDefinitions(schema: JsonObject, references: ReadonlySet<string>): JsonObject;
}

/** A converter over one document. */
export function createSchemaConverter(document: OpenApiDocument): SchemaConverter {
  return new DocumentConverter(document);
}

class DocumentConverter implements SchemaConverter {
  readonly #document: OpenApiDocument;
  /** What the keys of `$defs` stand for. */
  readonly #names = new Map<string, { readonly name: string; readonly use: SchemaUse }>();
  /** Converted components, shared by all tools that hold them. */
  readonly #held = new Map<string, WeakRef<JsonObject>>();
  readonly #further = new WeakMap<JsonObject, ReadonlySet<string>>();

  constructor(document: OpenApiDocument) {
    this.#document = document;
  }

  convert(schema: JsonValue | undefined, use: SchemaUse, references: Set<string>): JsonSchema {
    if (!isJsonObject(schema)) {
      return schema !== false;
    }
    if (isBinarySchema(schema)) {
      return binarySchema(schema, use);
    }
    const converted: Record<string, JsonValue> = {};
    for (const [key, value] of Object.entries(use === "response" ? schema : this.#satisfiable(schema))) {
      const member =
        key === "$ref"
          ? this.#convertReference(value, use, references)
          : convertMember(key, value, (part) => this.convert(part, use, references));
      if (member !== undefined) {
        converted[key] = member;
      }
    }
    const needed = withExclusiveLimits(this.#withoutUnneeded(converted, schema, use), schema);
    return withNull(needed, schema, use === "response");
  }

  withDefinitions(schema: JsonObject, references: ReadonlySet<string>): JsonObject {
    return references.size === 0 ? schema : withLazyMember(schema, "$defs", () => this.#definitions(references));
  }

  /**
   * What validators make impossible and servers accept. Parts of an `allOf` that each forbid the other's properties are
   * opened, and `oneOf` is `anyOf`, since documents tell overlapping branches apart by a discriminator only.
   */
  #satisfiable(schema: JsonObject): JsonObject {
    const { oneOf, anyOf, allOf, additionalProperties, ...rest } = schema;
    const alternatives = [anyOf, oneOf].filter((branches) => Array.isArray(branches) && branches.length > 0);
    const parts = Array.isArray(allOf) ? (allOf as readonly JsonValue[]).map((part) => this.#opened(part)) : [];
    const [first, second] = alternatives as readonly JsonValue[];
    const isClosed = additionalProperties === false && parts.length > 0;
    return {
      ...rest,
      ...(additionalProperties === undefined || isClosed ? {} : { additionalProperties }),
      ...(first === undefined ? {} : { anyOf: first }),
      ...(parts.length === 0 && second === undefined
        ? {}
        : { allOf: second === undefined ? parts : [...parts, { anyOf: second }] }),
    };
  }

  #opened(part: JsonValue): JsonValue {
    const target = this.#document.resolve(part);
    if (target?.["additionalProperties"] !== false) {
      return part;
    }
    const { additionalProperties: _closed, ...open } = target;
    return open;
  }

  #definitions(references: ReadonlySet<string>): JsonObject {
    const definitions: Record<string, JsonSchema> = {};
    const queue = [...references];
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      if (!Object.hasOwn(definitions, key)) {
        const schema = this.#definition(key);
        definitions[key] = schema;
        queue.push(...((isJsonObject(schema) && this.#further.get(schema)) || []));
      }
    }
    return definitions;
  }

  #definition(key: string): JsonSchema {
    const known = this.#held.get(key)?.deref();
    const named = this.#names.get(key);
    if (known !== undefined || named === undefined) {
      return known ?? true;
    }
    const references = new Set<string>();
    const schema = this.convert(this.#document.readComponent("schemas", named.name), named.use, references);
    if (isJsonObject(schema)) {
      this.#held.set(key, new WeakRef(schema));
      this.#further.set(schema, references);
    }
    return schema;
  }

  #convertReference(reference: JsonValue, use: SchemaUse, references: Set<string>): string | undefined {
    const name = typeof reference === "string" ? referencedSchema(reference) : undefined;
    if (name === undefined || !Object.hasOwn(this.#document.index.components.schemas, name)) {
      return undefined;
    }
    const key = definitionKey(name, use);
    this.#names.set(key, { name, use });
    references.add(key);
    return `#/$defs/${key}`;
  }

  #withoutUnneeded(converted: JsonObject, schema: JsonObject, use: SchemaUse): JsonObject {
    const { required } = converted;
    if (!Array.isArray(required)) {
      return converted;
    }
    const marker = use === "response" ? "writeOnly" : "readOnly";
    const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
    const needed = (required as readonly string[]).filter(
      (name) => !Object.hasOwn(properties, name) || !this.#isMarked(properties[name], marker),
    );
    return { ...converted, required: needed };
  }

  /** Whether a property, what it refers to, or what it is made of is marked. */
  #isMarked(property: JsonValue | undefined, marker: string): boolean {
    if (!isJsonObject(property)) {
      return false;
    }
    const parts = Array.isArray(property["allOf"]) ? (property["allOf"] as readonly JsonValue[]) : [];
    return [property, ...parts].some(
      (part) => isJsonObject(part) && (part[marker] === true || this.#document.resolve(part)?.[marker] === true),
    );
  }
}

function convertMember(
  key: string,
  value: JsonValue,
  convert: (schema: JsonValue) => JsonSchema,
): JsonValue | undefined {
  const shape = Object.hasOwn(GRAMMAR.schema, key) ? GRAMMAR.schema[key] : undefined;
  if (shape === undefined) {
    return cleanKeyword(key, value);
  }
  if ("map" in shape) {
    const parts = Object.entries(isJsonObject(value) ? value : {});
    return Object.fromEntries(parts.map(([name, part]) => [name, convert(part)]));
  }
  if (!Array.isArray(value)) {
    return "list" in shape ? undefined : convert(value);
  }
  const parts = (value as readonly JsonValue[]).map(convert);
  if ("list" in shape) {
    return parts.length === 0 ? undefined : parts;
  }
  // A list of `items` was a tuple before 2020-12, but documents write one to mean "any of these".
  return parts.length === 1 ? parts[0] : { anyOf: parts };
}

function binarySchema(schema: JsonObject, use: SchemaUse): JsonObject {
  const { description } = schema;
  const annotation = typeof description === "string" ? { description } : {};
  return use === "form" ? { ...annotation, ...FILE_INPUT_SCHEMA } : { ...annotation, type: "string" };
}

/** A name that needs no escaping in a pointer and that no other schema has. */
function definitionKey(name: string, use: SchemaUse): string {
  const clean = name.replace(/[^\w.-]/gu, "_");
  const unique = clean === name ? clean : `${clean}_${createHash("sha256").update(name).digest("hex").slice(0, 6)}`;
  return use === "form" ? `${unique}.form` : unique;
}

/** The object with one more member, enumerable as the others, that is made when it is first read. */
function withLazyMember(object: JsonObject, key: string, make: () => JsonObject): JsonObject {
  const whole: JsonObject = { ...object };
  return Object.defineProperty(whole, key, {
    enumerable: true,
    configurable: true,
    get: () => {
      const value = make();
      Object.defineProperty(whole, key, { value, enumerable: true });
      return value;
    },
  });
}
