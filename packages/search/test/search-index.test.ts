import { createCatalog } from "@postern/core";
import type { Catalog, Tool } from "@postern/core";
import { expect, it } from "vitest";
import { createSearchIndex } from "../src/index.ts";

const OBJECT = { type: "object" } as const;

async function indexOf(sources: Readonly<Record<string, readonly Tool[]>>) {
  const catalog: Catalog = await createCatalog(
    Object.entries(sources).map(([namespace, tools]) => ({ namespace, tools })),
  );
  const index = createSearchIndex();
  for (const namespace of catalog.namespaces) {
    index.replace(namespace.name, namespace.tools);
  }
  return index;
}

const GITHUB: readonly Tool[] = [
  { name: "list_issues", description: "Lists the issues of a repository.", inputSchema: OBJECT },
  { name: "createPullRequest", description: "Opens a pull request.", inputSchema: OBJECT, tags: ["pulls"] },
];

it("finds a tool by words of its name and description", async () => {
  const index = await indexOf({ github: GITHUB });
  const answer = await index.search({ text: "open a pull request" });
  expect(answer.matches[0]?.tool.expression).toBe("github.createPullRequest");
});

it("pages with a cursor that belongs to its query", async () => {
  const index = await indexOf({ github: GITHUB });
  const first = await index.search({ text: "github", limit: 1 });
  expect(first.total).toBe(2);
  const second = await index.search({ text: "github", limit: 1, cursor: first.nextCursor ?? "" });
  expect(second.matches[0]?.tool).not.toBe(first.matches[0]?.tool);
  expect(second.nextCursor).toBeUndefined();
  await expect(index.search({ text: "issues", cursor: first.nextCursor ?? "" })).rejects.toMatchObject({
    code: "INVALID_OPTION",
  });
});

it("forgets the tools of a removed namespace", async () => {
  const index = await indexOf({ github: GITHUB });
  index.remove("github");
  expect(await index.search({ text: "issues" })).toEqual({ total: 0, matches: [], suggestions: [] });
});

it("answers close names where nothing matches", async () => {
  const index = await indexOf({ github: GITHUB });
  const answer = await index.search({ text: "listissuess" });
  expect(answer.suggestions).toContain("github.list_issues");
});
