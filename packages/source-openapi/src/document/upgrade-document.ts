import { isJsonObject, type JsonObject } from "@postern/core";
import { upgrade } from "@scalar/openapi-upgrader";
import { specificationOf } from "./parse-document.ts";

/**
 * A lean document of any version as OpenAPI 3.1. A Swagger 2.0 document without schemes is reached as it was fetched, so
 * its server URL has none either (Swagger 2.0, "Swagger Object": `schemes`).
 */
export function upgradeDocument(document: JsonObject): JsonObject {
  const host = document["host"];
  const servers =
    typeof host === "string" && !hasSchemes(document) ? [{ url: `//${host}${basePath(document)}` }] : undefined;
  const upgraded = upgrade(withVersionText(document), "3.1") as unknown;
  const result = isJsonObject(upgraded) ? upgraded : document;
  return servers === undefined ? result : { ...result, servers };
}

/** The upgrader reads versions from texts; YAML makes a number of `2.0`. */
function withVersionText(document: JsonObject): JsonObject {
  const version = specificationOf(document) ?? "";
  return { ...document, [document["swagger"] === undefined ? "openapi" : "swagger"]: version };
}

function hasSchemes(document: JsonObject): boolean {
  return Array.isArray(document["schemes"]) && document["schemes"].length > 0;
}

function basePath(document: JsonObject): string {
  return typeof document["basePath"] === "string" ? document["basePath"] : "";
}
