import { expect, it } from "vitest";
import type { CatalogTool } from "@postern/core";
import { createClientFilter } from "../../src/view/client-filter.ts";

function tool(namespace: string, identifier: string, name = identifier): CatalogTool {
  return { namespace, identifier, expression: `${namespace}.${identifier}`, tool: { name, inputSchema: true } };
}

const TOOLS = [tool("github", "list_issues", "list-issues"), tool("github", "delete_repo"), tool("slack", "post")];

function allowed(entry: Parameters<typeof createClientFilter>[0]): readonly string[] {
  const filter = createClientFilter(entry);
  const visible = TOOLS.filter((tool) => filter.allowsNamespace(tool.namespace) && filter.allowsTool(tool));
  return visible.map(({ expression }) => expression);
}

it("allows everything where nothing is said", () => {
  expect(allowed({})).toHaveLength(3);
});

it("selects namespaces and tools by globs, by either name", () => {
  expect(allowed({ namespaces: ["git*"] })).toEqual(["github.list_issues", "github.delete_repo"]);
  expect(allowed({ tools: ["github.list-*"] })).toEqual(["github.list_issues"]);
  expect(allowed({ tools: ["*.post", "github.list_*"] })).toEqual(["github.list_issues", "slack.post"]);
});

it("takes away what starts with an exclamation mark", () => {
  expect(allowed({ tools: ["!*.delete_*"] })).toEqual(["github.list_issues", "slack.post"]);
  expect(allowed({ namespaces: ["!slack"], tools: ["!github.delete_repo"] })).toEqual(["github.list_issues"]);
});
