import { isJsonObject, type JsonValue } from "@postern/core";
import { parse } from "qs";
import type { SeenRequest } from "../support/api-server.ts";
import type { Complaint, DocumentSchemas } from "./document-schemas.ts";
import type { Verdict } from "./prism-validator.ts";

/** An operation by where it stands. */
export interface OperationPlace {
  readonly method: string;
  readonly path: string;
}

/** Validates bodies only, by the document's own schemas. */
export interface BodyValidator {
  validate(operation: OperationPlace, request: SeenRequest): Promise<Verdict>;
  /** What is wrong with a value that is about to be sent as JSON, if the operation takes JSON. */
  complaint(operation: OperationPlace, value: unknown): Complaint | undefined;
}

/**
 * The second opinion where Prism has none: it resolves references until recursive schemas have no end, expects every member
 * of nested form objects, keeps one of a form's repeated fields, and wants of requests what is read-only. Ajv reads the document
 * as it is; forms are read by `qs` and by the platform's own multipart parser.
 */
export function createBodyValidator(schemas: DocumentSchemas): BodyValidator {
  return {
    validate: async (operation, request) => {
      if (request.body.length === 0) {
        return { status: "accepted" };
      }
      const contentType = request.headers["content-type"] ?? "";
      const schema = bodySchema(schemas, operation, contentType);
      if (schema === undefined) {
        return { status: "refused", reasons: [`body: no such media type: ${contentType}`] };
      }
      if (schema === "any" || !/json|form/u.test(contentType)) {
        return { status: "accepted" };
      }
      const isJson = /json/u.test(contentType);
      const body = isJson
        ? (JSON.parse(request.body.toString()) as unknown)
        : withLists(schemas, schema, await formValue(request, contentType));
      const complaint = schemas.complaint(schema, body, { isText: !isJson });
      return complaint === undefined
        ? { status: "accepted" }
        : { status: "refused", reasons: [`body: ${complaint.text} (Ajv)`] };
    },
    complaint: (operation, value) => {
      const schema = bodySchema(schemas, operation, "application/json");
      return schema === undefined || schema === "any" ? undefined : schemas.complaint(schema, value);
    },
  };
}

/** A form's fields: `a[b][0]=c` nested, repeated ones as lists, JSON parsed where it is JSON. */
async function formValue({ body }: SeenRequest, contentType: string): Promise<Record<string, unknown>> {
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

/** A field that occurs once says nothing of whether it is a list; its schema does. */
function withLists(
  schemas: DocumentSchemas,
  schema: readonly string[],
  fields: Record<string, unknown>,
): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]): [string, unknown] => {
    const property = schemas.locate([...schema, "properties", name])?.value;
    const isList = isJsonObject(property) && property["type"] === "array";
    return [name, isList && !Array.isArray(value) ? [value] : value];
  });
  return Object.fromEntries(entries);
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

/** Where the schema of a body stands; `any` where there is none, `undefined` where there is no such body. */
function bodySchema(
  schemas: DocumentSchemas,
  { method, path }: OperationPlace,
  contentType: string,
): readonly string[] | "any" | undefined {
  const body = schemas.locate(["paths", path, method.toLowerCase(), "requestBody"]);
  if (body === undefined || !isJsonObject(body.value)) {
    return schemas.document["swagger"] === undefined ? undefined : bodyOfSwagger(schemas, path, method);
  }
  const content = isJsonObject(body.value["content"]) ? body.value["content"] : {};
  const type = contentType.split(";")[0] ?? "";
  const key = Object.keys(content).find((mediaType) => fits(mediaType.split(";")[0] ?? "", type));
  if (key === undefined) {
    return undefined;
  }
  return schemas.locate([...body.tokens, "content", key, "schema"])?.tokens ?? "any";
}

function fits(range: string, type: string): boolean {
  const [main] = type.split("/");
  return range === type || range === "*/*" || range === `${main}/*`;
}

/** The parameter `in: body` (OpenAPI 2.0, Parameter Object). */
function bodyOfSwagger(schemas: DocumentSchemas, path: string, method: string): readonly string[] | "any" {
  const operation = ["paths", path, method.toLowerCase()];
  const list: JsonValue | undefined = schemas.locate([...operation, "parameters"])?.value;
  for (const index of Array.isArray(list) ? list.keys() : []) {
    const parameter = schemas.locate([...operation, "parameters", String(index)]);
    if (parameter !== undefined && isJsonObject(parameter.value) && parameter.value["in"] === "body") {
      return schemas.locate([...parameter.tokens, "schema"])?.tokens ?? "any";
    }
  }
  return "any";
}
