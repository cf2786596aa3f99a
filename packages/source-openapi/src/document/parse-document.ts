import { isJsonObject, PosternError, type JsonObject, type JsonValue } from "@postern/core";
import { CORE_SCHEMA, load, mergeTag } from "js-yaml";

/** More aliases than any real document has; each may stand for much text ("billion laughs"). */
const MAX_YAML_ALIASES = 10_000;
const YAML_SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/**
 * The JSON value in a text of JSON or YAML 1.2.
 * @throws {PosternError} SOURCE_UNAVAILABLE - when it is neither; the message has the name and the place
 */
export function parseText(text: string, name: string): JsonValue {
  const trimmed = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return /^\s*[{[]/u.test(trimmed) ? parseJsonOrYaml(trimmed) : parseYaml(trimmed);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    // Without its cause: the parser's error holds the whole text, which would be logged with it.
    throw new PosternError("SOURCE_UNAVAILABLE", `${name} is neither JSON nor YAML: ${reason}`);
  }
}

/**
 * The object in a text of JSON or YAML, if it says that it is an OpenAPI document.
 * @throws {PosternError} SOURCE_UNAVAILABLE - when it is something else, or of a version that is not supported
 */
export function parseOpenApi(text: string, name: string): JsonObject {
  const document = parseText(text, name);
  if (!isJsonObject(document)) {
    throw new PosternError("SOURCE_UNAVAILABLE", `${name} is not an OpenAPI document: it is no object.`);
  }
  const version = specificationOf(document);
  if (!/^(?:2\.0|3\.[012])(?:\.|$|-)/u.test(version ?? "")) {
    const found =
      version === undefined ? "has neither `openapi` nor `swagger`" : `is version ${JSON.stringify(version)}`;
    throw new PosternError(
      "SOURCE_UNAVAILABLE",
      `${name} ${found}; OpenAPI 2.0 (Swagger), 3.0, 3.1 and 3.2 are supported.`,
    );
  }
  return document;
}

/** What a document says its version is; YAML has `2.0` and `3.1` as numbers at times. */
export function specificationOf(document: JsonObject): string | undefined {
  const version = document["openapi"] ?? document["swagger"];
  if (typeof version === "number") {
    return Number.isInteger(version) ? `${version}.0` : `${version}`;
  }
  return typeof version === "string" ? version : undefined;
}

function parseJsonOrYaml(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (jsonError) {
    try {
      return parseYaml(text);
    } catch {
      throw jsonError;
    }
  }
}

function parseYaml(text: string): JsonValue {
  return load(text, { schema: YAML_SCHEMA, json: true, maxAliases: MAX_YAML_ALIASES }) as JsonValue;
}
