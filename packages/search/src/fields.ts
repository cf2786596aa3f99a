import { isJsonObject } from "@postern/core";
import type { CatalogTool, JsonSchema, JsonValue } from "@postern/core";
import type { FieldName } from "./parameters.ts";

/** How deep into schemas the index looks, and how many members of one it takes in all. */
const MAX_SCHEMA_DEPTH = 6;
const MAX_SCHEMA_MEMBERS = 200;

/** The searched text of a tool, by field. */
export function fieldTexts({ namespace, tool }: CatalogTool): Readonly<Record<FieldName, string>> {
  const input = schemaTexts(tool.inputSchema);
  const output = schemaTexts(tool.outputSchema ?? true);
  return {
    namespace,
    name: tool.name,
    title: tool.title ?? "",
    description: tool.description ?? "",
    parameters: input.names.join(" "),
    parameterDescriptions: input.descriptions.join(" "),
    output: [...output.names, ...output.descriptions].join(" "),
    tags: tool.tags?.join(" ") ?? "",
  };
}

interface SchemaTexts {
  readonly names: string[];
  readonly descriptions: string[];
}

function schemaTexts(schema: JsonSchema): SchemaTexts {
  const texts: SchemaTexts = { names: [], descriptions: [] };
  collect(schema, texts, 0);
  return texts;
}

/** Property names and descriptions, through arrays and alternatives. References are not followed: their words repeat. */
function collect(schema: JsonValue | undefined, texts: SchemaTexts, depth: number): void {
  if (!isJsonObject(schema) || depth > MAX_SCHEMA_DEPTH) {
    return;
  }
  const properties = schema["properties"];
  for (const [name, property] of isJsonObject(properties) ? Object.entries(properties) : []) {
    if (texts.names.length >= MAX_SCHEMA_MEMBERS) {
      return;
    }
    texts.names.push(name);
    if (isJsonObject(property) && typeof property["description"] === "string") {
      texts.descriptions.push(property["description"]);
    }
    collect(property, texts, depth + 1);
  }
  collect(schema["items"], texts, depth + 1);
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const alternatives = schema[keyword];
    for (const alternative of Array.isArray(alternatives) ? (alternatives as readonly JsonValue[]) : []) {
      collect(alternative, texts, depth + 1);
    }
  }
}
