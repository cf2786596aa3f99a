import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";
import type { OpenApiDocument } from "../document/openapi-document.ts";
import { concreteMediaType, declaredKind, essence, isBinarySchema, type BodyKind } from "./media-types.ts";

/** One media type that a request's body may have. */
export interface BodyPlan {
  /** What is sent as `Content-Type`, and what a script names. */
  readonly mediaType: string;
  readonly kind: BodyKind;
  /** As the document has it. */
  readonly schema: JsonValue | undefined;
  /** Encoding Objects by property (OpenAPI 3.1, section 4.8.15). */
  readonly encoding: Readonly<Record<string, JsonObject>>;
  /** Properties of a multipart form that are files, or lists of files. */
  readonly fileProperties: ReadonlySet<string>;
}

const MAX_COMPOSITION_DEPTH = 8;
const PREFERENCE: readonly BodyKind[] = ["json", "form", "multipart", "text", "binary"];

/**
 * The media types of a request body, preferred first: JSON, then forms, then text, then bytes, but a multipart form
 * before a plain one where it carries files. Of those that say the same in another syntax only the preferred one is kept.
 */
export function planBodies(document: OpenApiDocument, body: JsonObject): BodyPlan[] {
  const content = isJsonObject(body["content"]) ? body["content"] : {};
  const plans = Object.entries(content).map(([mediaType, media]) =>
    planBody(document, mediaType, isJsonObject(media) ? media : {}),
  );
  const sorted = plans
    .map((plan) => ({ plan, rank: rank(plan) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ plan }) => plan);
  const kept: BodyPlan[] = [];
  for (const plan of sorted) {
    if (!kept.some((other) => saysTheSame(other, plan))) {
      kept.push(plan);
    }
  }
  return kept;
}

function planBody(document: OpenApiDocument, declaredType: string, media: JsonObject): BodyPlan {
  const { schema } = media;
  const kind = declaredKind(declaredType, schema);
  const encoding = isJsonObject(media["encoding"]) ? media["encoding"] : {};
  return {
    mediaType: concreteMediaType(declaredType, kind),
    kind,
    schema,
    encoding: Object.fromEntries(Object.entries(encoding).filter(([, entry]) => isJsonObject(entry))) as Record<
      string,
      JsonObject
    >,
    fileProperties: kind === "multipart" ? fileProperties(document, schema) : new Set(),
  };
}

function rank(plan: BodyPlan): number {
  const isPlainJson = essence(plan.mediaType) === "application/json";
  return PREFERENCE.indexOf(plan.kind) - (isPlainJson ? 0.5 : 0) - (plan.fileProperties.size > 0 ? 1.5 : 0);
}

/** By the properties of the schema and of all that it is made of. */
function fileProperties(document: OpenApiDocument, schema: JsonValue | undefined, depth = 0): Set<string> {
  const resolved = document.resolve(schema);
  const files = new Set<string>();
  if (resolved === undefined || depth > MAX_COMPOSITION_DEPTH) {
    return files;
  }
  const properties = isJsonObject(resolved["properties"]) ? resolved["properties"] : {};
  for (const [name, property] of Object.entries(properties)) {
    if (isFile(document, property)) {
      files.add(name);
    }
  }
  for (const part of [resolved["allOf"], resolved["anyOf"], resolved["oneOf"]].flat()) {
    for (const name of fileProperties(document, part, depth + 1)) {
      files.add(name);
    }
  }
  return files;
}

function isFile(document: OpenApiDocument, property: JsonValue): boolean {
  const resolved = document.resolve(property);
  return isBinarySchema(resolved) || (resolved !== undefined && isBinarySchema(document.resolve(resolved["items"])));
}

function saysTheSame(kept: BodyPlan, plan: BodyPlan): boolean {
  // Bytes and lines of text are another body, unless they are said to be an object or a list too.
  const isStructured = kept.kind === "json" && kept.schema !== undefined && !isBinarySchema(kept.schema);
  const isOwnForm =
    (plan.kind === "binary" && !isStructured) || (plan.kind === "text" && !/xml|yaml/u.test(plan.mediaType));
  const hasSameKind = kept.kind === plan.kind && kept.kind !== "json";
  return (hasSameKind || !isOwnForm) && JSON.stringify(kept.schema) === JSON.stringify(plan.schema);
}
