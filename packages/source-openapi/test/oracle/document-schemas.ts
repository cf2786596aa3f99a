import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";
import Ajv4 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";

/** The schemas of a document as it was written, read by Ajv. */
export interface DocumentSchemas {
  readonly document: JsonObject;
  /** What stands at a place, and where, once references are followed. */
  locate(tokens: readonly string[]): Located | undefined;
  /** What is wrong with a value by the schema at a place. Texts are taken for what the schema wants where `isText`. */
  complaint(tokens: readonly string[], value: unknown, options?: { readonly isText: boolean }): Complaint | undefined;
}

/** A value with its place. */
export interface Located {
  readonly tokens: readonly string[];
  readonly value: JsonValue;
}

/** Why a value is refused. */
export interface Complaint {
  readonly text: string;
  /** It fits several alternatives of a `oneOf`, which say that only one may. */
  readonly isAmbiguous: boolean;
}

const MAX_REFERENCES = 20;

/** Compiles schemas of a document when they are asked for. */
export function createDocumentSchemas(document: JsonObject): DocumentSchemas {
  const isDraft4 = !isVersion31(document["openapi"]);
  const create = (coerceTypes: boolean | "array"): Ajv2020 => {
    const options = { strict: false, validateSchema: false, logger: false, coerceTypes } as const;
    const ajv = isDraft4 ? new Ajv4.default(options) : new Ajv2020(options);
    addFormats.default(ajv);
    return ajv.addSchema(readable(document), "doc", undefined, false);
  };
  const [strict, coercing] = [create(false), create("array")];
  return {
    document,
    locate: (tokens) => locate(document, tokens),
    complaint: (tokens, value, { isText } = { isText: false }) => {
      const ajv = isText ? coercing : strict;
      const validate = ajv.compile({ $ref: `doc#${tokens.map((token) => `/${escaped(token)}`).join("")}` });
      // Coercion changes members of what holds the value.
      if (validate(isText ? structuredClone(value) : value)) {
        return undefined;
      }
      const errors = validate.errors ?? [];
      const isAmbiguous = errors.some(
        ({ keyword, params }) => keyword === "oneOf" && params["passingSchemas"] !== null,
      );
      return { text: ajv.errorsText(errors), isAmbiguous };
    },
  };
}

/**
 * The document as Ajv can read it. Texts named `id` in examples and data would be identifiers of schemas, and clash; `nullable`
 * without `type` says nothing (OpenAPI 3.0.3, section 4.7.24), and Ajv refuses it; what is read-only is required of answers
 * only (section 4.7.24.1); `required: true` belongs to a parameter and to no schema.
 */
function readable(document: JsonObject): JsonObject {
  const text = JSON.stringify(document, (key, value: unknown) => {
    if ((key === "id" || key === "$id") && typeof value === "string") {
      return undefined;
    }
    if (key === "required" && typeof value === "boolean") {
      return undefined;
    }
    return isJsonObject(value) ? withoutReadOnly(withoutLoneNullable(value)) : value;
  });
  return JSON.parse(text) as JsonObject;
}

function withoutLoneNullable(schema: JsonObject): JsonObject {
  const { nullable, ...rest } = schema;
  return nullable === true && rest["type"] === undefined ? rest : schema;
}

function withoutReadOnly(schema: JsonObject): JsonObject {
  const { required, properties } = schema;
  if (!Array.isArray(required) || !isJsonObject(properties)) {
    return schema;
  }
  const isReadOnly = (name: JsonValue): boolean => {
    const property = typeof name === "string" ? properties[name] : undefined;
    return isJsonObject(property) && property["readOnly"] === true;
  };
  return { ...schema, required: required.filter((name: JsonValue) => !isReadOnly(name)) };
}

function locate(root: JsonObject, tokens: readonly string[]): Located | undefined {
  let place = tokens;
  for (let round = 0; round < MAX_REFERENCES; round += 1) {
    const value = at(root, place);
    if (value === undefined) {
      return undefined;
    }
    const reference = isJsonObject(value) ? value["$ref"] : undefined;
    if (typeof reference !== "string" || !reference.startsWith("#/")) {
      return { tokens: place, value };
    }
    place = reference
      .slice(2)
      .split("/")
      .map((token) => decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return undefined;
}

function at(root: JsonObject, tokens: readonly string[]): JsonValue | undefined {
  return tokens.reduce<JsonValue | undefined>(
    (value, token) =>
      Array.isArray(value) ? (value as JsonValue[])[Number(token)] : isJsonObject(value) ? value[token] : undefined,
    root,
  );
}

function escaped(token: string): string {
  return encodeURIComponent(token.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function isVersion31(version: JsonValue | undefined): boolean {
  return typeof version === "string" && version.startsWith("3.1");
}
