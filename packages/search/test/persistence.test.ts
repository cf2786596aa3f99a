import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCatalog } from "@postern/core";
import type { Tool } from "@postern/core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createSearchIndex } from "../src/index.ts";
import { loadIndexFile, saveIndexFile } from "../src/node/index.ts";

const OBJECT = { type: "object" } as const;
const GITHUB: readonly Tool[] = [
  { name: "list_issues", description: "Lists the issues of a repository.", inputSchema: OBJECT },
  { name: "create_issue", description: "Opens an issue.", inputSchema: OBJECT },
];
const SLACK: readonly Tool[] = [{ name: "post_message", description: "Posts to a channel.", inputSchema: OBJECT }];

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-search-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function built(sources: Readonly<Record<string, readonly Tool[]>>) {
  const entries = Object.entries(sources).map(([namespace, tools]) => ({ namespace, tools }));
  const catalog = await createCatalog(entries);
  const index = createSearchIndex();
  for (const { name, tools } of catalog.namespaces) {
    index.replace(name, tools);
  }
  return { catalog, index };
}

it("answers the same from a file as before", async () => {
  const { catalog, index } = await built({ github: GITHUB, slack: SLACK });
  const path = join(folder, "deep", "index.bin");
  await saveIndexFile(path, index, catalog);
  const loaded = createSearchIndex();
  expect(await loadIndexFile(path, loaded, catalog)).toEqual(["github", "slack"]);
  for (const text of ["list issues", "post to channel", "isues", "nothing of the kind"]) {
    expect(await loaded.search({ text })).toEqual(await index.search({ text }));
  }
});

it("leaves out a namespace whose tools have changed", async () => {
  const { catalog, index } = await built({ github: GITHUB, slack: SLACK });
  const bytes = index.save(catalog);
  const changed = await createCatalog([
    { namespace: "github", tools: GITHUB },
    { namespace: "slack", tools: [{ ...SLACK[0], name: "send_message", inputSchema: OBJECT }] },
  ]);
  const loaded = createSearchIndex();
  expect(loaded.load(bytes, changed)).toEqual(["github"]);
  expect((await loaded.search({ text: "post channel" })).total).toBe(0);
  const slack = changed.namespaces.find(({ name }) => name === "slack");
  loaded.replace("slack", slack?.tools ?? []);
  expect((await loaded.search({ text: "channel" })).matches[0]?.tool.tool.name).toBe("send_message");
});

it("saves only what belongs to the catalog", async () => {
  const { catalog, index } = await built({ github: GITHUB, slack: SLACK });
  index.replace("slack", []);
  const loaded = createSearchIndex();
  expect(loaded.load(index.save(catalog), catalog)).toEqual(["github"]);
});

it("goes on being updated after it was loaded", async () => {
  const { catalog, index } = await built({ github: GITHUB, slack: SLACK });
  const loaded = createSearchIndex();
  loaded.load(index.save(catalog), catalog);
  loaded.remove("github");
  expect((await loaded.search({ text: "issue" })).total).toBe(0);
  expect((await loaded.search({ text: "channel" })).total).toBe(1);
  loaded.replace("github", catalog.namespaces.find(({ name }) => name === "github")?.tools ?? []);
  expect(await loaded.search({ text: "issue" })).toEqual(await index.search({ text: "issue" }));
});

it("takes nothing from bytes that are cut short, damaged, or of other parameters", async () => {
  const { catalog, index } = await built({ github: GITHUB });
  const bytes = index.save(catalog);
  const damaged = bytes.slice();
  damaged[damaged.length - 2] = (damaged.at(-2) ?? 0) ^ 1;
  for (const wrong of [damaged, bytes.slice(0, -4), bytes.slice(0, -1), new Uint8Array(0), new Uint8Array(64)]) {
    expect(createSearchIndex().load(wrong, catalog)).toEqual([]);
  }
  expect(createSearchIndex({ ranking: { saturation: 2 } }).load(bytes, catalog)).toEqual([]);
});

it("takes a file that is missing for an empty one, and rejects where it cannot be read", async () => {
  const { catalog, index } = await built({ github: GITHUB });
  expect(await loadIndexFile(join(folder, "missing"), index, catalog)).toEqual([]);
  await writeFile(join(folder, "file"), "x");
  await expect(loadIndexFile(join(folder, "file", "below"), index, catalog)).rejects.toThrow("ENOTDIR");
});
