import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";
import { getHttpOperationsFromSpec } from "@stoplight/prism-http";
import { validateInput } from "@stoplight/prism-http/dist/validator/index.js";
import type { SeenRequest } from "../support/api-server.ts";

/** What Prism makes of a request. */
export type Verdict = { readonly status: "accepted" } | { readonly status: "refused"; readonly reasons: string[] };

/** Prism, which reads the same document with its own parser and has its own idea of every style. */
export interface PrismValidator {
  /** Whether the body is validated, too: not where its schema recurs or is very large, which Prism resolves for minutes. */
  readonly readsBody: boolean;
  validate(request: SeenRequest, options: { readonly basePath: string; readonly withBody: boolean }): Verdict;
}

/** Components that Prism may resolve for one request. */
const MAX_COMPONENTS = 150;

type PrismOperation = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>[number];

/**
 * Prism over one operation of a document. It gets the part of the document that the operation's requests refer to: whole
 * documents it resolves for minutes where responses recur, as Stripe's do.
 */
export async function createPrismValidator(
  document: JsonObject,
  { method, path }: { readonly method: string; readonly path: string },
): Promise<PrismValidator> {
  const verb = method.toLowerCase();
  const whole = requestPart(document, path, { method: verb, withBody: true });
  const readsBody = whole.components <= MAX_COMPONENTS && !whole.recurs;
  const { part } = readsBody ? whole : requestPart(document, path, { method: verb, withBody: false });
  const operations = await getHttpOperationsFromSpec(structuredClone(part));
  const operation = operations.find((candidate) => candidate.method === verb);
  if (operation === undefined) {
    throw new Error(`Prism finds no ${method} ${path}`);
  }
  return {
    readsBody,
    validate: (request, { basePath, withBody }) => {
      const { "content-type": _type, "content-length": _length, ...headers } = request.headers;
      return verdict(operation, withBody ? request : { ...request, headers, body: Buffer.alloc(0) }, basePath);
    },
  };
}

/** As Prism's own server reads a request before it validates it. */
function verdict(operation: PrismOperation, request: SeenRequest, basePath: string): Verdict {
  const url = new URL(request.url, "http://localhost");
  const query: Record<string, string | string[]> = {};
  for (const name of url.searchParams.keys()) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  const element = {
    method: operation.method as "get",
    url: { path: url.pathname.slice(basePath.length), query },
    headers: request.headers as Record<string, string>,
    body: bodyOf(request),
  };
  const isBodyLeftOut = request.headers["content-type"] === undefined;
  const resource = isBodyLeftOut ? withoutBody(operation) : operation;
  const result = validateInput({ resource, element });
  if (result._tag === "Right") {
    return { status: "accepted" };
  }
  const errors = result.left.filter(({ severity }) => severity.valueOf() === 0);
  const reasons = errors.map(({ message, path = [] }) => `${path.join(".")}: ${message}`);
  return errors.length === 0 ? { status: "accepted" } : { status: "refused", reasons };
}

function withoutBody(operation: PrismOperation): PrismOperation {
  const { body: _body, ...request } = operation.request ?? {};
  return { ...operation, request };
}

function bodyOf({ headers, body }: SeenRequest): unknown {
  if (body.length === 0) {
    return undefined;
  }
  const isJson = /^application\/(?:[^;]*\+)?json/iu.test(headers["content-type"] ?? "");
  return isJson ? (JSON.parse(body.toString()) as unknown) : body.toString();
}

interface RequestPart {
  readonly part: JsonObject;
  readonly components: number;
  /** A schema refers to itself, by way of others or directly. */
  readonly recurs: boolean;
}

/** The document with one operation, without answers, and with the components that it refers to. */
function requestPart(
  document: JsonObject,
  path: string,
  { method, withBody }: { readonly method: string; readonly withBody: boolean },
): RequestPart {
  const pathItem = objectAt(document, ["paths", path]);
  const { responses: _responses, callbacks: _callbacks, requestBody, ...rest } = objectAt(pathItem, [method]);
  const operation = {
    ...rest,
    ...(withBody && requestBody !== undefined ? { requestBody } : {}),
    responses: { 200: { description: "" } },
  };
  const kept = { parameters: pathItem["parameters"] ?? [], [method]: operation };
  const part: Record<string, JsonValue> = {
    ...pickRoot(document),
    info: { title: "part", version: "1" },
    paths: { [path]: kept },
  };
  const graph = copyReferenced(document, part, kept);
  return { part, components: graph.size, recurs: hasCycle(graph) };
}

/** Whether the references of components lead back to where they came from. */
function hasCycle(graph: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const done = new Set<string>();
  const under = new Set<string>();
  const visit = (reference: string): boolean => {
    if (under.has(reference)) {
      return true;
    }
    if (done.has(reference)) {
      return false;
    }
    under.add(reference);
    const found = [...(graph.get(reference) ?? [])].some(visit);
    under.delete(reference);
    done.add(reference);
    return found;
  };
  return [...graph.keys()].some(visit);
}

function pickRoot(document: JsonObject): Record<string, JsonValue> {
  const names = ["openapi", "swagger", "host", "basePath", "schemes", "consumes", "produces"];
  return Object.fromEntries(
    names.filter((name) => name in document).map((name) => [name, document[name] as JsonValue]),
  );
}

/** Copies what is referred to, and answers which component refers to which. */
function copyReferenced(
  document: JsonObject,
  part: Record<string, JsonValue>,
  from: JsonValue,
): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = new Map<string, Set<string>>();
  const queue = [...referencesIn(from)];
  for (let reference = queue.pop(); reference !== undefined; reference = queue.pop()) {
    const tokens = reference.slice(2).split("/").map(unescaped);
    // A reference that leads nowhere, which Prism gives up on, is anything.
    const target = valueAt(document, tokens) ?? {};
    if (!graph.has(reference)) {
      place(part, tokens, target);
      const further = referencesIn(target);
      graph.set(reference, further);
      queue.push(...further);
    }
  }
  return graph;
}

function referencesIn(root: JsonValue): Set<string> {
  const references = new Set<string>();
  const queue: JsonValue[] = [root];
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    if (typeof value === "object" && value !== null) {
      const reference = isJsonObject(value) ? value["$ref"] : undefined;
      if (typeof reference === "string" && reference.startsWith("#/")) {
        references.add(reference);
      }
      queue.push(...Object.values<JsonValue>(value));
    }
  }
  return references;
}

function unescaped(token: string): string {
  return decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~");
}

function place(part: Record<string, JsonValue>, tokens: readonly string[], value: JsonValue): void {
  let holder = part;
  for (const token of tokens.slice(0, -1)) {
    holder[token] = { ...(holder[token] as JsonObject | undefined) };
    holder = holder[token];
  }
  holder[tokens.at(-1) ?? ""] ??= value;
}

function valueAt(root: JsonValue, tokens: readonly string[]): JsonValue | undefined {
  return tokens.reduce<JsonValue | undefined>(
    (value, token) =>
      Array.isArray(value) ? (value as JsonValue[])[Number(token)] : isJsonObject(value) ? value[token] : undefined,
    root,
  );
}

function objectAt(root: JsonObject, tokens: readonly string[]): JsonObject {
  const value = valueAt(root, tokens);
  return isJsonObject(value) ? value : {};
}
