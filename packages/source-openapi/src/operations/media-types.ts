import { isJsonObject, type JsonValue } from "@postern/core";

/** How a body of a media type is written and read. */
export type BodyKind = "json" | "form" | "multipart" | "text" | "binary";

const TEXT =
  /^(?:text\/.*|application\/(?:.*\+)?(?:xml|yaml|x-yaml|javascript|x-javascript|ecmascript|graphql|sql|x-ndjson|jsonl|json-seq|x-sh|toml|csv|x-pem-file|sdp)|.*\+(?:xml|yaml|text))$/u;

/** The type and subtype, in lower case, without parameters. */
export function essence(mediaType: string): string {
  return (mediaType.split(";", 1)[0] ?? "").trim().toLowerCase();
}

/** How a body of this media type is handled. */
export function bodyKind(mediaType: string): BodyKind {
  const type = essence(mediaType);
  if (/^(?:[^/]+\/(?:.*\+)?json|application\/(?:x-json|json5|vnd\.[^+]*json))$/u.test(type)) {
    return "json";
  }
  if (type === "application/x-www-form-urlencoded") {
    return "form";
  }
  if (type.startsWith("multipart/")) {
    return "multipart";
  }
  return TEXT.test(type) ? "text" : "binary";
}

/** The kind of a media type in a document, where a range such as `*` + `/*` stands for what its schema says. */
export function declaredKind(mediaType: string, schema: JsonValue | undefined): BodyKind {
  const type = essence(mediaType);
  if (type !== "*/*" && type !== "application/*" && type !== "*" && type !== "") {
    return bodyKind(mediaType);
  }
  if (!isJsonObject(schema) || isBinarySchema(schema)) {
    return schema === undefined ? "json" : "binary";
  }
  return schema["type"] === "string" ? "text" : "json";
}

/** What is sent as `Content-Type` for a media type of a document: a range stands for its commonest type. */
export function concreteMediaType(mediaType: string, kind: BodyKind): string {
  if (!mediaType.includes("*") && mediaType.includes("/")) {
    return mediaType;
  }
  if (kind === "json") {
    return "application/json";
  }
  const [family] = mediaType.split("/", 1);
  const commonest: Readonly<Record<string, string>> = { image: "image/png", audio: "audio/mpeg", video: "video/mp4" };
  return commonest[family ?? ""] ?? (kind === "text" ? "text/plain" : "application/octet-stream");
}

/** Whether a schema means bytes wherever the medium can carry them (OpenAPI 3.0 `format: binary`, 3.1 `contentMediaType`). */
export function isBinarySchema(schema: JsonValue | undefined): boolean {
  if (!isJsonObject(schema)) {
    return false;
  }
  const { type, format, contentMediaType, contentEncoding } = schema;
  const mayBeText = type === undefined || type === "string" || (Array.isArray(type) && type.includes("string"));
  const isRaw = type === undefined && contentMediaType !== undefined && contentEncoding === undefined;
  return (mayBeText && format === "binary") || isRaw;
}
