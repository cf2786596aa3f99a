import { findTool } from "@postern/core";
import type { Catalog, CatalogTool } from "@postern/core";
import type { TypeGenerator } from "../options.ts";
import type { NameUse } from "../script/find-uses.ts";
import type { NamespaceDeclarations } from "./type-program.ts";

/** The declarations of the tools that a script touches, namespace by namespace: of the rest nothing is parsed. */
export function declareTouched(
  uses: readonly NameUse[],
  catalog: Catalog,
  generator: TypeGenerator,
): readonly NamespaceDeclarations[] {
  const byName = new Map(uses.map((use) => [use.name, use]));
  return catalog.namespaces.flatMap((namespace) => {
    const use = byName.get(namespace.name);
    if (use === undefined) {
      return [];
    }
    const touched = new Set(use.members.map((member) => findTool(namespace, member)));
    const tools = use.isWhole ? namespace.tools : [...touched].filter(isTool);
    const text = generator.declarations(namespace, { tools, detail: "signature", ownNames: true });
    return [{ namespace: namespace.name, text }];
  });
}

function isTool(tool: CatalogTool | undefined): tool is CatalogTool {
  return tool !== undefined;
}
