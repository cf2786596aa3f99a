import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";
import { SECTIONS, type DocumentIndex, type OperationEntry, type Section, type Span } from "./document-index.ts";
import { METHODS } from "./grammar.ts";
import { pointerTokens, valueAt } from "./pointer.ts";

/** A document cut into parts. */
export interface IndexedDocument {
  readonly index: DocumentIndex;
  /** The parts' JSON texts, UTF-8. */
  readonly body: Uint8Array;
}

/** Cuts an upgraded document into parts that are read one by one when they are needed. */
export function indexDocument(
  document: JsonObject,
  origin: { readonly specification: string; readonly problems: readonly string[] },
): IndexedDocument {
  const body = createBody();
  const information = objectOf(document["info"]);
  const components = objectOf(document["components"]);
  const index: DocumentIndex = {
    title: textOf(information["title"]) ?? "",
    version: textOf(information["version"]) ?? "",
    specification: origin.specification,
    servers: serversOf(document["servers"]) as unknown as DocumentIndex["servers"],
    hasOperationServers: Object.values(objectOf(document["paths"])).some((item) => hasServers(objectOf(item))),
    security: (Array.isArray(document["security"]) ? document["security"] : []) as DocumentIndex["security"],
    securitySchemes: resolvedSchemes(document, objectOf(components["securitySchemes"])),
    operations: indexOperations(document, body.add),
    components: Object.fromEntries(
      SECTIONS.map((section) => [section, indexSection(objectOf(components[section]), body.add)]),
    ) as Record<Section, Record<string, Span>>,
    problems: origin.problems,
  };
  return { index, body: body.bytes() };
}

type AddPart = (part: JsonValue) => Span;

function indexOperations(document: JsonObject, add: AddPart): OperationEntry[] {
  const operations: OperationEntry[] = [];
  for (const [path, item] of Object.entries(objectOf(document["paths"]))) {
    const pathItem = resolvedPathItem(document, objectOf(item));
    for (const method of METHODS) {
      const operation = pathItem[method];
      if (isJsonObject(operation)) {
        operations.push(operationEntry({ method: method.toUpperCase(), path, operation, pathItem }, add));
      }
    }
  }
  return operations;
}

interface FoundOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: JsonObject;
  readonly pathItem: JsonObject;
}

function operationEntry({ method, path, operation, pathItem }: FoundOperation, add: AddPart): OperationEntry {
  const operationId = textOf(operation["operationId"]);
  const summary = textOf(operation["summary"]);
  const description = textOf(operation["description"]);
  const tags = listOf(operation["tags"]).filter((tag) => typeof tag === "string");
  const servers = operation["servers"] ?? pathItem["servers"];
  const part = {
    parameters: [...listOf(pathItem["parameters"]), ...listOf(operation["parameters"])],
    ...pick(operation, ["requestBody", "responses", "security"]),
    ...(servers === undefined ? {} : { servers: serversOf(servers) }),
  };
  return {
    method,
    path,
    ...(operationId === undefined ? {} : { operationId }),
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(operation["deprecated"] === true ? { deprecated: true } : {}),
    span: add(part),
  };
}

/** A path item's reference to `components.pathItems`; members beside it win (OpenAPI 3.1, section 4.8.9). */
function resolvedPathItem(document: JsonObject, pathItem: JsonObject): JsonObject {
  const reference = pathItem["$ref"];
  if (typeof reference !== "string") {
    return pathItem;
  }
  return { ...objectOf(valueAt(document, pointerTokens(reference.slice(1)))), ...pathItem };
}

function resolvedSchemes(document: JsonObject, schemes: JsonObject): Record<string, JsonObject> {
  return Object.fromEntries(
    Object.entries(schemes).map(([name, scheme]) => {
      const reference = objectOf(scheme)["$ref"];
      const isReference = typeof reference === "string" && reference.startsWith("#/");
      return [name, objectOf(isReference ? valueAt(document, pointerTokens(reference.slice(1))) : scheme)];
    }),
  );
}

function indexSection(section: JsonObject, add: AddPart): Record<string, Span> {
  return Object.fromEntries(Object.entries(section).map(([name, part]) => [name, add(part)]));
}

function createBody(): { readonly add: AddPart; readonly bytes: () => Uint8Array } {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let size = 0;
  return {
    add: (part) => {
      const bytes = encoder.encode(JSON.stringify(part));
      const span: Span = [size, bytes.length];
      parts.push(bytes);
      size += bytes.length;
      return span;
    },
    bytes: () => Buffer.concat(parts, size),
  };
}

function hasServers(pathItem: JsonObject): boolean {
  return [pathItem, ...METHODS.map((method) => objectOf(pathItem[method]))].some(
    (part) => part["servers"] !== undefined,
  );
}

function serversOf(servers: JsonValue | undefined): JsonObject[] {
  return listOf(servers).filter((server) => isJsonObject(server) && typeof server["url"] === "string") as JsonObject[];
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  const entries = keys.map((key) => [key, object[key]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "number") {
    return String(value);
  }
  return typeof value === "string" && value !== "" ? value : undefined;
}
