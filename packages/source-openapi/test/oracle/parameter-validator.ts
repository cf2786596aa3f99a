import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";
import openApiEnforcer from "openapi-enforcer";
import { parse } from "qs";
import type { SeenRequest } from "../support/api-server.ts";
import type { OperationPlace } from "./body-validator.ts";
import type { DocumentSchemas, Located } from "./document-schemas.ts";
import type { Verdict } from "./prism-validator.ts";

/** Validates parameters only. */
export interface ParameterValidator {
  validate(operation: OperationPlace, request: SeenRequest, basePath: string): Verdict;
}

/** Its types leave out the classes for the parts of a document. */
const enforcer = openApiEnforcer as unknown as Readonly<
  Record<"v2_0" | "v3_0", { readonly Parameter: ParameterClass }>
>;

type ParameterClass = new (definition: JsonObject) => EnforcerResult<EnforcerParameter>;

/** A value, or what is wrong. */
type EnforcerResult<Value> = [Value | undefined, { toString(): string } | undefined];

interface EnforcerParameter {
  parse(text: string, query: Readonly<Record<string, readonly string[]>>): EnforcerResult<unknown>;
}

/** How deep references in a parameter's schema are followed for Enforcer, which wants none. */
const MAX_DEPTH = 4;

/**
 * The second opinion on parameters, where Prism fails: it throws at styles of path parameters and headers, reads an absent list
 * of a deep object as an empty one, and a list that may be null as a text. OpenAPI Enforcer reads the styles, `qs` deep
 * objects, and Ajv validates what was read by the document's own schemas.
 */
export function createParameterValidator(schemas: DocumentSchemas): ParameterValidator {
  return {
    validate: (operation, request, basePath) => {
      const url = new URL(request.url, "http://localhost");
      const sent: Sent = {
        path: pathTexts(operation.path, url.pathname.slice(basePath.length)),
        query: url.search.slice(1),
        headers: request.headers as Readonly<Record<string, string | undefined>>,
      };
      const reasons = parametersOf(schemas, operation).flatMap((parameter) => judge(schemas, parameter, sent));
      return reasons.length === 0 ? { status: "accepted" } : { status: "refused", reasons };
    },
  };
}

interface Sent {
  readonly path: ReadonlyMap<string, string>;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Those of the path and those of the operation, which win. */
function parametersOf(schemas: DocumentSchemas, { method, path }: OperationPlace): readonly Located[] {
  const found = new Map<string, Located>();
  for (const holder of [
    ["paths", path],
    ["paths", path, method.toLowerCase()],
  ]) {
    const list: JsonValue | undefined = schemas.locate([...holder, "parameters"])?.value;
    for (const index of Array.isArray(list) ? list.keys() : []) {
      const parameter = schemas.locate([...holder, "parameters", String(index)]);
      if (parameter !== undefined && isJsonObject(parameter.value)) {
        found.set(JSON.stringify([parameter.value["in"], parameter.value["name"]]), parameter);
      }
    }
  }
  return [...found.values()];
}

function judge(schemas: DocumentSchemas, { tokens, value }: Located, sent: Sent): readonly string[] {
  const parameter = value as JsonObject;
  const { name, in: location, required } = parameter;
  if (typeof name !== "string" || !(location === "path" || location === "query" || location === "header")) {
    return [];
  }
  const definition = withoutReferences(schemas, parameter, 0) as JsonObject;
  const read = readParameter(definition, { name, location, sent });
  if (read.status === "absent") {
    // What OpenAPI says is ignored as a header parameter comes from elsewhere (OpenAPI 3.0.3, section 4.7.12.1).
    const isIgnored = location === "header" && /^(?:accept|content-type|content-length|authorization)$/iu.test(name);
    return required === true && !isIgnored ? [`${location}.${name}: required, but absent`] : [];
  }
  if (read.status === "unreadable") {
    return [`${location}.${name}: ${read.reason}`];
  }
  const complaint = schemas.complaint(schemaPlace(parameter, tokens), read.value, { isText: true });
  return complaint === undefined ? [] : [`${location}.${name}: ${complaint.text} (Ajv)`];
}

function schemaPlace(parameter: JsonObject, tokens: readonly string[]): readonly string[] {
  const { content } = parameter;
  const [mediaType] = isJsonObject(content) ? Object.keys(content) : [];
  if (mediaType !== undefined) {
    return [...tokens, "content", mediaType, "schema"];
  }
  // In OpenAPI 2.0 a parameter is its own schema.
  return "schema" in parameter ? [...tokens, "schema"] : tokens;
}

type Reading =
  | { readonly status: "read"; readonly value: unknown }
  | { readonly status: "absent" }
  | { readonly status: "unreadable"; readonly reason: string };

interface ReadRequest {
  readonly name: string;
  readonly location: "path" | "query" | "header";
  readonly sent: Sent;
}

function readParameter(definition: JsonObject, { name, location, sent }: ReadRequest): Reading {
  const query = new URLSearchParams(sent.query);
  if (definition["style"] === "deepObject") {
    const deep = parse(sent.query, { depth: 20, arrayLimit: 1000, parameterLimit: 10_000 })[name];
    return deep === undefined ? { status: "absent" } : { status: "read", value: deep };
  }
  const values = location === "query" ? query.getAll(name) : [];
  const text =
    location === "path" ? sent.path.get(name) : location === "header" ? sent.headers[name.toLowerCase()] : values[0];
  if (isJsonObject(definition["content"])) {
    return text === undefined ? { status: "absent" } : { status: "read", value: JSON.parse(text) as unknown };
  }
  const isExplodedObject = location === "query" && isObject(definition) && definition["explode"] !== false;
  if (text === undefined && !isExplodedObject) {
    return { status: "absent" };
  }
  return readStyle(definition, location === "query" ? sent.query : (text ?? ""), { [name]: values });
}

function isObject(definition: JsonObject): boolean {
  const { schema } = definition;
  return isJsonObject(schema) && (schema["type"] === "object" || "properties" in schema);
}

function readStyle(definition: JsonObject, text: string, query: Record<string, string[]>): Reading {
  const version = "schema" in definition ? enforcer.v3_0 : enforcer.v2_0;
  const [parameter, problem] = new version.Parameter(definition);
  if (parameter === undefined) {
    return { status: "unreadable", reason: `Enforcer takes no such parameter: ${said(problem)}` };
  }
  const [value, error] = parameter.parse(text, query);
  return error === undefined
    ? { status: "read", value }
    : { status: "unreadable", reason: `${said(error)} (Enforcer)` };
}

/** What Enforcer complains of, in a line. */
function said(exception: { toString(): string } | undefined): string {
  return (exception?.toString() ?? "").replaceAll(/\s+/gu, " ").slice(0, 200);
}

/** The keywords that say how a value is read, with references followed and what may be null taken for what it else is. */
function withoutReferences(schemas: DocumentSchemas, value: JsonValue, depth: number): JsonValue {
  if (Array.isArray(value)) {
    return value.map((item: JsonValue) => withoutReferences(schemas, item, depth));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const { $ref } = value;
  if (typeof $ref === "string") {
    const target = depth < MAX_DEPTH ? schemas.locate($ref.slice(2).split("/"))?.value : undefined;
    return target === undefined ? {} : withoutReferences(schemas, target, depth + 1);
  }
  const { type, ...rest } = value;
  const kept = Object.entries(rest).filter(([key]) => READING_KEYS.has(key) || depth > 0 || !("schema" in value));
  const single = Array.isArray(type) ? (type as readonly JsonValue[]).find((one) => one !== "null") : type;
  return {
    ...Object.fromEntries(kept.map(([key, member]) => [key, withoutReferences(schemas, member, depth)])),
    ...(single === undefined ? {} : { type: single }),
  };
}

const READING_KEYS = new Set(["name", "in", "required", "style", "explode", "allowReserved", "schema", "content"]);

/** The texts of a path's parameters, as they were sent. */
function pathTexts(template: string, path: string): ReadonlyMap<string, string> {
  const names: string[] = [];
  const pattern = template
    .split(/(\{[^}]+\})/u)
    .map((part) => {
      if (!part.startsWith("{")) {
        return part.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&");
      }
      names.push(part.slice(1, -1));
      return "(.*?)";
    })
    .join("");
  const texts = new RegExp(`^${pattern}$`, "u").exec(path)?.slice(1) ?? [];
  return new Map(names.map((name, index) => [name, texts[index] ?? ""]));
}
