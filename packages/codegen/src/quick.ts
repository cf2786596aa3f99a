import { isIdentifier, isJsonObject } from "@postern/core";
import type { JsonObject, JsonSchema, JsonValue } from "@postern/core";

/** A sound type for a schema, without references. */
export function quickType(schema: JsonSchema | JsonValue | undefined, unknownType: string, depth = 0): string {
  if (!isJsonObject(schema) || depth > 12) {
    return schema === false ? "never" : unknownType;
  }
  const values = "const" in schema ? [schema["const"]] : schema["enum"];
  if (Array.isArray(values) && values.every((value) => value === null || typeof value !== "object")) {
    return values.length === 0 ? "never" : values.map((value) => JSON.stringify(value)).join(" | ");
  }
  if (["$ref", "allOf", "anyOf", "oneOf"].some((keyword) => keyword in schema)) {
    return unknownType;
  }
  const types = typeof schema["type"] === "string" ? [schema["type"]] : schema["type"];
  if (!Array.isArray(types)) {
    return unknownType;
  }
  return [...new Set(types.map((type) => quickKind(String(type), schema, { unknownType, depth })))].join(" | ");
}

function quickKind(type: string, schema: JsonObject, state: { unknownType: string; depth: number }): string {
  if (type === "array") {
    const item = quickType(schema["items"], state.unknownType, state.depth + 1);
    return item.includes("|") ? `(${item})[]` : `${item}[]`;
  }
  if (type === "object") {
    return quickObject(schema, state);
  }
  return type === "integer" ? "number" : type;
}

function quickObject(schema: JsonObject, state: { unknownType: string; depth: number }): string {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  const members = Object.entries(properties).map(([name, property]) => {
    const key = isIdentifier(name) ? name : JSON.stringify(name);
    return `${key}${required.has(name) ? "" : "?"}: ${quickType(property, state.unknownType, state.depth + 1)}`;
  });
  return members.length === 0 ? `{ [key: string]: ${state.unknownType} }` : `{ ${members.join("; ")} }`;
}
