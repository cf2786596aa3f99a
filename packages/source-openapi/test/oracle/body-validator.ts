import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";
import Ajv4 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "qs";
import type { SeenRequest } from "../support/api-server.ts";
import type { Verdict } from "./prism-validator.ts";

/** Validates bodies only, by the document's own schemas. */
export interface BodyValidator {
  validate(operation: { readonly method: string; readonly path: string }, request: SeenRequest): Promise<Verdict>;
}

type Ajv = Ajv2020;

/**
 * The second opinion where Prism has none: it resolves references until recursive schemas have no end, expects every member
 * of nested form objects, and keeps one of a form's repeated fields. Ajv reads the document as it is; forms are read by `qs`
 * and by the platform's own multipart parser.
 */
export function createBodyValidator(document: JsonObject): BodyValidator {
  const isDraft4 = !isVersion31(document["openapi"]);
  const create = (coerceTypes: boolean | "array"): Ajv => {
    const options = { strict: false, validateSchema: false, logger: false, coerceTypes } as const;
    const ajv = isDraft4 ? new Ajv4.default(options) : new Ajv2020(options);
    addFormats.default(ajv);
    return ajv.addSchema(readable(document), "doc", undefined, false);
  };
  const [strict, coercing] = [create(false), create("array")];
  return {
    validate: async ({ method, path }, request) => {
      const contentType = request.headers["content-type"] ?? "";
      const found = bodySchema(document, path, { method: method.toLowerCase(), contentType });
      if (found === undefined) {
        return { status: "refused", reasons: [`body: no such media type: ${contentType}`] };
      }
      const isJson = /json/u.test(contentType);
      const ajv = isJson ? strict : coercing;
      const validate = ajv.compile({ $ref: `doc#${found.pointer}` });
      const body = isJson ? (JSON.parse(request.body.toString()) as unknown) : await formValue(request, contentType);
      if (validate(body)) {
        return { status: "accepted" };
      }
      return { status: "refused", reasons: [`body: ${ajv.errorsText(validate.errors)} (Ajv)`] };
    },
  };
}

/**
 * Texts named `id` in examples and data would be identifiers of schemas, and clash; `nullable` without `type` says nothing
 * (OpenAPI 3.0.3, section 4.7.24), and Ajv refuses it.
 */
function readable(document: JsonObject): JsonObject {
  const text = JSON.stringify(document, (key, value: unknown) => {
    if ((key === "id" || key === "$id") && typeof value === "string") {
      return undefined;
    }
    if (isJsonObject(value) && value["nullable"] === true && value["type"] === undefined) {
      const { nullable: _nullable, ...rest } = value;
      return rest;
    }
    return value;
  });
  return JSON.parse(text) as JsonObject;
}

function isVersion31(version: JsonValue | undefined): boolean {
  return typeof version === "string" && version.startsWith("3.1");
}

/** A form's fields: `a[b][0]=c` nested, repeated ones as lists, JSON parsed where it is JSON. */
async function formValue({ body }: SeenRequest, contentType: string): Promise<unknown> {
  if (contentType.startsWith("application/x-www-form-urlencoded")) {
    return parse(body.toString(), { depth: 20, arrayLimit: 1000, parameterLimit: 10_000 });
  }
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  const fields: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    const values = await Promise.all(
      form.getAll(name).map(async (value) => (typeof value === "string" ? value : value.text())),
    );
    const parsed = values.map(jsonOrText);
    fields[name] = parsed.length === 1 ? parsed[0] : parsed;
  }
  return fields;
}

function jsonOrText(text: string): unknown {
  if (!/^[[{]/u.test(text)) {
    return text;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Where the schema of a body stands in a document of 3.x. */
function bodySchema(
  document: JsonObject,
  path: string,
  { method, contentType }: { readonly method: string; readonly contentType: string },
): { readonly pointer: string } | undefined {
  let pointer = ["paths", path, method, "requestBody"];
  let body = at(document, pointer);
  const reference = isJsonObject(body) ? body["$ref"] : undefined;
  if (typeof reference === "string") {
    pointer = reference.slice(2).split("/");
    body = at(document, pointer);
  }
  const type = contentType.split(";")[0] ?? "";
  const content = isJsonObject(body) && isJsonObject(body["content"]) ? body["content"] : {};
  const key = Object.keys(content).find((mediaType) => mediaType.split(";")[0] === type) ?? Object.keys(content)[0];
  const tokens = key === undefined ? [] : [...pointer, "content", key, "schema"];
  return key !== undefined && at(document, tokens) !== undefined
    ? { pointer: tokens.map((token) => `/${escaped(token)}`).join("") }
    : undefined;
}

function at(root: JsonObject, tokens: readonly string[]): JsonValue | undefined {
  return tokens.reduce<JsonValue | undefined>((value, token) => (isJsonObject(value) ? value[token] : undefined), root);
}

function escaped(token: string): string {
  return encodeURIComponent(token.replaceAll("~", "~0").replaceAll("/", "~1"));
}
