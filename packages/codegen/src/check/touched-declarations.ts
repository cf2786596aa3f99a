import { findTool } from "@postern/core";
import type { Catalog, CatalogNamespace, CatalogTool } from "@postern/core";
import type { TypeGenerator } from "../options.ts";
import type { NameUse } from "../script/find-uses.ts";
import type { NamespaceDeclarations } from "./type-program.ts";

/** How long this thread is held up at a time. Milliseconds */
const SLICE_MS = 10;

/**
 * The declarations of the tools that a script touches, namespace by namespace. Of a namespace that it hands around as a whole,
 * the tools that it does not name are declared as taking and answering anything: otherwise a short script could have a
 * thousand schemas read.
 */
export async function declareTouched(
  uses: readonly NameUse[],
  catalog: Catalog,
  generator: TypeGenerator,
): Promise<readonly NamespaceDeclarations[]> {
  const byName = new Map(uses.map((use) => [use.name, use]));
  const declarations: NamespaceDeclarations[] = [];
  for (const namespace of catalog.namespaces) {
    const use = byName.get(namespace.name);
    if (use !== undefined) {
      const named = new Set(use.members.map((member) => findTool(namespace, member)).filter(isTool));
      await readSchemas(namespace, [...named], generator);
      const others = use.isWhole ? namespace.tools.filter((tool) => !named.has(tool)).map(untyped) : [];
      const text = generator.declarations(namespace, {
        tools: [...named, ...others],
        detail: "signature",
        ownNames: true,
      });
      declarations.push({ namespace: namespace.name, text });
    }
  }
  return declarations;
}

/** The generator keeps what it has read: many new schemas are read in slices, and other work comes in between. */
async function readSchemas(
  namespace: CatalogNamespace,
  tools: readonly CatalogTool[],
  generator: TypeGenerator,
): Promise<void> {
  let started = performance.now();
  for (const tool of tools) {
    generator.declarations(namespace, { tools: [tool], detail: "signature" });
    if (performance.now() - started > SLICE_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      started = performance.now();
    }
  }
}

const UNTYPED = new WeakMap<CatalogTool, CatalogTool>();

function untyped(tool: CatalogTool): CatalogTool {
  const known = UNTYPED.get(tool) ?? { ...tool, tool: { name: tool.tool.name, inputSchema: true } };
  UNTYPED.set(tool, known);
  return known;
}

function isTool(tool: CatalogTool | undefined): tool is CatalogTool {
  return tool !== undefined;
}
