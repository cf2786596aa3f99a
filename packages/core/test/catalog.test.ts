import { expect, it } from "vitest";
import { createCatalog, findNamespace, findTool, type Tool } from "../src/index.ts";

function tool(name: string, description = ""): Tool {
  return { name, description, inputSchema: { type: "object" } };
}

const GITHUB = { namespace: "git-hub", tools: [tool("list-issues"), tool("get_issue")] };
const SLACK = { namespace: "slack", tools: [tool("post")] };

it("has the same version whatever order the sources come in, and another for other content", async () => {
  const catalog = await createCatalog([GITHUB, SLACK]);
  expect((await createCatalog([SLACK, GITHUB])).version).toBe(catalog.version);
  const changed = await createCatalog([GITHUB, { namespace: "slack", tools: [tool("post", "Now with words.")] }]);
  expect(changed.version).not.toBe(catalog.version);
});

it("finds namespaces and tools by identifier and by their own names", async () => {
  const catalog = await createCatalog([GITHUB, SLACK]);
  const namespace = findNamespace(catalog, "git-hub");
  expect(namespace).toBe(findNamespace(catalog, "git_hub"));
  expect(namespace && findTool(namespace, "list-issues")?.expression).toBe("git_hub.list_issues");
  expect(namespace && findTool(namespace, "list_issues")?.tool.name).toBe("list-issues");
  expect(namespace && findTool(namespace, "toString")).toBeUndefined();
});

it("keeps the namespaces of sources that did not change", async () => {
  const before = await createCatalog([GITHUB, SLACK]);
  const after = await createCatalog([GITHUB, { namespace: "slack", tools: [tool("post"), tool("read")] }], before);
  expect(findNamespace(after, "git_hub")).toBe(findNamespace(before, "git_hub"));
  expect(findNamespace(after, "slack")).not.toBe(findNamespace(before, "slack"));
});

it("counts the first of tools with the same name", async () => {
  const catalog = await createCatalog([{ namespace: "a", tools: [tool("x", "first"), tool("x", "second")] }]);
  expect(catalog.namespaces[0]?.tools.map((entry) => entry.tool.description)).toEqual(["first"]);
});

it("takes a tool's own version in place of its content, and so never reads a lazy schema", async () => {
  const lazy = (version: string): Tool => ({
    name: "lazy",
    version,
    get inputSchema(): never {
      throw new Error("read");
    },
  });
  const one = await createCatalog([{ namespace: "a", tools: [lazy("1")] }]);
  expect((await createCatalog([{ namespace: "a", tools: [lazy("1")] }])).version).toBe(one.version);
  expect((await createCatalog([{ namespace: "a", tools: [lazy("2")] }])).version).not.toBe(one.version);
});
