import { isJsonObject } from "@postern/core";
import type { CatalogTool, JsonSchema, JsonValue } from "@postern/core";

/** What of a tool is searched, and how much a word there counts beside one in the description. */
export const FIELD_WEIGHTS = {
  namespace: 1,
  name: 3,
  title: 2,
  description: 1,
  parameters: 1,
  parameterDescriptions: 0.5,
  output: 0.3,
  tags: 1.5,
} as const;

/** The name of a searched field. */
export type FieldName = keyof typeof FIELD_WEIGHTS;

/** How deep into schemas the index looks, and how many members it takes in all. */
const MAX_SCHEMA_DEPTH = 4;
const MAX_SCHEMA_MEMBERS = 200;

/** The searched text of a tool, by field. */
export function fieldTexts(entry: CatalogTool): Readonly<Record<FieldName, string>> {
  const { tool } = entry;
  const input = schemaTexts(tool.inputSchema);
  const output = schemaTexts(tool.outputSchema ?? true);
  return {
    namespace: entry.namespace,
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

function collect(schema: JsonValue, texts: SchemaTexts, depth: number): void {
  if (!isJsonObject(schema) || depth > MAX_SCHEMA_DEPTH) {
    return;
  }
  const properties = schema["properties"];
  if (isJsonObject(properties)) {
    for (const [name, property] of Object.entries(properties)) {
      if (texts.names.length >= MAX_SCHEMA_MEMBERS) {
        return;
      }
      texts.names.push(name);
      if (isJsonObject(property) && typeof property["description"] === "string") {
        texts.descriptions.push(property["description"]);
      }
      collect(property, texts, depth + 1);
    }
  }
  collect(schema["items"] ?? true, texts, depth + 1);
}
