import { createCatalog } from "@postern/core";
import type { CatalogNamespace, CatalogTool, JsonSchema, Tool } from "@postern/core";

/** A namespace of tools. */
export async function namespaceOf(name: string, tools: readonly Tool[]): Promise<CatalogNamespace> {
  const catalog = await createCatalog([{ namespace: name, tools }]);
  const [namespace] = catalog.namespaces;
  if (namespace === undefined) {
    throw new Error("a catalog of one source has one namespace");
  }
  return namespace;
}

/** A tool with what a test is about. */
export function tool(name: string, inputSchema: JsonSchema = { type: "object" }, rest: Partial<Tool> = {}): Tool {
  return { name, inputSchema, ...rest };
}

/** The only tool of a namespace. */
export function onlyTool(namespace: CatalogNamespace): CatalogTool {
  const [only] = namespace.tools;
  if (only === undefined) {
    throw new Error("the namespace has no tool");
  }
  return only;
}

/** An object schema. */
export function object(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return { type: "object", properties, required };
}
