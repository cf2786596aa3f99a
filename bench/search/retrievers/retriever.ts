import type { LabelledTool } from "../sets.ts";

/** Ranks the tools of one catalog. */
export interface Retriever {
  /** The ids of the best tools, best first, at most `limit`. */
  search(text: string, limit: number): Promise<readonly string[]>;
}

/** Something that can be measured: it builds a retriever from a catalog. */
export interface RetrieverKind {
  readonly name: string;
  build(tools: readonly LabelledTool[]): Promise<Retriever>;
}

/** Name, description, and the top level's parameter names and descriptions, as text. */
export function toolTexts({ entry: { tool } }: LabelledTool): {
  name: string;
  description: string;
  parameters: string;
} {
  const schema = typeof tool.inputSchema === "object" ? tool.inputSchema : {};
  const properties = (schema["properties"] ?? {}) as Record<
    string,
    { readonly description?: unknown } | boolean | null
  >;
  const parameters = Object.entries(properties).flatMap(([name, property]) => {
    const text = typeof property === "object" ? property?.description : undefined;
    return typeof text === "string" ? [name, text] : [name];
  });
  return { name: tool.name, description: tool.description ?? "", parameters: parameters.join(" ") };
}
