import type { TypeGenerator } from "@postern/codegen";
import type { Catalog, CatalogNamespace, CatalogTool } from "@postern/core";
import type { Detail } from "./runtime-types.ts";
import { resolvePath } from "./tool-path.ts";

/** What is described, and how. */
export interface DescribeRequest {
  readonly catalog: Catalog;
  readonly generator: TypeGenerator;
  /** None: everything. */
  readonly paths: readonly string[];
  readonly detail: Detail;
}

/**
 * The declarations of namespaces and tools, a block per namespace; at `brief` only the expressions.
 * @throws {PosternError} UNKNOWN_TOOL - with the nearest names
 */
export function describeTools({ catalog, generator, paths, detail }: DescribeRequest): string {
  const chosen = new Map<CatalogNamespace, Set<CatalogTool>>();
  const choose = (namespace: CatalogNamespace, tools: readonly CatalogTool[]): void => {
    chosen.set(namespace, new Set([...(chosen.get(namespace) ?? []), ...tools]));
  };
  for (const path of paths) {
    const target = resolvePath(catalog, path);
    choose(target.namespace, target.kind === "tool" ? [target.tool] : target.namespace.tools);
  }
  if (paths.length === 0) {
    for (const namespace of catalog.namespaces) {
      choose(namespace, namespace.tools);
    }
  }
  const blocks = [...chosen].map(([namespace, tools]) =>
    detail === "brief"
      ? [...tools].map((tool) => `${tool.expression}(input)`).join("\n")
      : generator.declarations(namespace, { tools: [...tools], detail }),
  );
  return blocks.join("\n");
}
