import type { Catalog, CatalogTool } from "@postern/core";
import { createCatalog } from "@postern/core";
import { beforeAll, expect, it } from "vitest";
import { createClientExposure } from "../../src/view/client-exposure.ts";

let catalog: Catalog;

beforeAll(async () => {
  const tools = ["list-issues", "get_issue", "delete_repo"].map((name) => ({ name, inputSchema: true }));
  catalog = await createCatalog([{ namespace: "github", tools }]);
});

function exposed(entry: Parameters<typeof createClientExposure>[0]): readonly [boolean, readonly string[]] {
  const { codeTools, directTools } = createClientExposure(entry)(catalog);
  return [codeTools, directTools.map(({ tool }: CatalogTool) => tool.name)];
}

it("shows the two tools alone by default", () => {
  expect(exposed({})).toEqual([true, []]);
});

it("pins tools beside the two, by either name", () => {
  expect(exposed({ pinned: ["github.list-*", "github.get_issue"] })).toEqual([true, ["get_issue", "list-issues"]]);
});

it("shows every tool directly, alone or beside the two", () => {
  expect(exposed({ mode: "direct" })).toEqual([false, ["delete_repo", "get_issue", "list-issues"]]);
  expect(exposed({ mode: "hybrid" })).toEqual([true, ["delete_repo", "get_issue", "list-issues"]]);
});

it("shows every tool where servers are passed through, unless the mode says otherwise", () => {
  expect(exposed({ passThrough: true })).toEqual([false, ["delete_repo", "get_issue", "list-issues"]]);
  expect(exposed({ passThrough: true, mode: "code" })).toEqual([true, []]);
});

it("decides by the number of tools where it is asked to", () => {
  expect(exposed({ mode: "auto" })[0]).toBe(false);
  expect(exposed({ mode: "auto", directUpTo: 3 })[0]).toBe(false);
  expect(exposed({ mode: "auto", directUpTo: 2 })).toEqual([true, []]);
});
