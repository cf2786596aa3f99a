import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCatalog } from "@postern/core";
import type { CatalogNamespace, Tool } from "@postern/core";
import { expect, it } from "vitest";
import { createSearchIndex } from "../src/index.ts";
import type { IndexCache, ToolSearchIndex } from "../src/index.ts";
import { createIndexFileCache } from "../src/node/index.ts";

const SUBJECTS = ["issue", "branch", "release", "comment", "label", "team", "hook", "token", "milestone", "reaction"];
const VERBS = ["list", "create", "delete", "update", "export"];
const LARGE: readonly Tool[] = SUBJECTS.flatMap((subject) =>
  VERBS.flatMap((verb) =>
    Array.from({ length: 4 }, (_, part) => ({
      name: `${verb}_${subject}_${part}`,
      description: `To ${verb} one ${subject} of part ${part}.`,
      inputSchema: { type: "object", properties: { [`${subject}_id`]: { type: "string" } } },
    })),
  ),
);
const SMALL: readonly Tool[] = [{ name: "post_message", inputSchema: { type: "object" } }];
const QUESTIONS = ["list issues", "delete the branch", "milestone_id", "isues", "post", "nothing of the kind"];

/** A cache in memory that says what happened to it. */
function createWatchedCache(): IndexCache & { readonly log: string[]; readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  const log: string[] = [];
  return {
    files,
    log,
    read(namespace) {
      log.push(`read ${namespace}`);
      return files.get(namespace);
    },
    write(namespace, bytes) {
      log.push(`write ${namespace}`);
      files.set(namespace, bytes);
    },
  };
}

async function namespacesOf(
  sources: Readonly<Record<string, readonly Tool[]>>,
): Promise<readonly [CatalogNamespace, CatalogNamespace]> {
  const catalog = await createCatalog(Object.entries(sources).map(([namespace, tools]) => ({ namespace, tools })));
  return catalog.namespaces as unknown as readonly [CatalogNamespace, CatalogNamespace];
}

function filled(namespaces: readonly CatalogNamespace[], cache?: IndexCache): ToolSearchIndex {
  const index = createSearchIndex(cache && { cache });
  for (const { name, tools, version } of namespaces) {
    index.replace(name, tools, version);
  }
  return index;
}

async function answers(index: ToolSearchIndex): Promise<unknown> {
  return Promise.all(QUESTIONS.map((text) => index.search({ text })));
}

it("takes a large namespace from the cache, beside others, and answers the same", async () => {
  const cache = createWatchedCache();
  const namespaces = await namespacesOf({ chat: SMALL, forge: LARGE });
  const built = filled(namespaces, cache);
  expect(cache.log).toEqual(["read forge", "write forge"]);
  const taken = filled(namespaces, cache);
  expect(cache.log).toEqual(["read forge", "write forge", "read forge"]);
  expect(await answers(built)).toEqual(await answers(filled(namespaces)));
  expect(await answers(taken)).toEqual(await answers(built));
});

it("reads no schema of a namespace that it takes from the cache", async () => {
  const cache = createWatchedCache();
  const versioned = (inputSchema: () => Tool["inputSchema"]): readonly Tool[] =>
    LARGE.map(({ name, description = "" }) => ({
      name,
      description,
      version: "1",
      get inputSchema() {
        return inputSchema();
      },
    }));
  const lazy = await namespacesOf({ forge: versioned(() => ({ type: "object" })) });
  filled(lazy, cache);
  const closed = await namespacesOf({
    forge: versioned(() => {
      throw new Error("a schema was read");
    }),
  });
  const index = filled(closed, cache);
  expect((await index.search({ text: "list issues" })).matches[0]?.tool.tool.name).toBe("list_issue_0");
});

it("goes on being updated after it was taken from the cache", async () => {
  const cache = createWatchedCache();
  const [chat, forge] = await namespacesOf({ chat: SMALL, forge: LARGE });
  filled([forge], cache);
  const index = filled([chat, forge], cache);
  index.remove("chat");
  expect(await answers(index)).toEqual(await answers(filled([forge])));
  index.replace("forge", []);
  expect((await index.search({ text: "issue" })).total).toBe(0);
});

it("makes a namespace anew when it has another version, and keeps that", async () => {
  const cache = createWatchedCache();
  filled(await namespacesOf({ forge: LARGE }), cache);
  const renamed = LARGE.map((tool) => ({ ...tool, description: "Does something with a widget." }));
  const changed = await namespacesOf({ forge: renamed });
  const index = filled(changed, cache);
  expect((await index.search({ text: "widget" })).total).toBe(LARGE.length);
  expect(cache.log.slice(2)).toEqual(["read forge", "write forge"]);
  expect(await answers(filled(changed, cache))).toEqual(await answers(index));
});

it("makes a namespace anew when what was kept is damaged", async () => {
  const cache = createWatchedCache();
  const namespaces = await namespacesOf({ forge: LARGE });
  const built = filled(namespaces, cache);
  cache.files.set("forge", new Uint8Array(64));
  expect(await answers(filled(namespaces, cache))).toEqual(await answers(built));
});

it("keeps a namespace in a file that another process finds", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-search-"));
  try {
    const namespaces = await namespacesOf({ forge: LARGE });
    const file = createIndexFileCache(join(folder, "deep"));
    const built = filled(namespaces, file);
    await file.idle();
    const watched = createWatchedCache();
    const other = createIndexFileCache(join(folder, "deep"));
    const index = filled(namespaces, { ...watched, read: (namespace) => other.read(namespace) });
    expect(watched.log).toEqual([]);
    expect(await answers(index)).toEqual(await answers(built));
    expect(await readdir(join(folder, "deep"))).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("does without a folder that cannot be used", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-search-"));
  try {
    await writeFile(join(folder, "file"), "x");
    const cache = createIndexFileCache(join(folder, "file"));
    const namespaces = await namespacesOf({ forge: LARGE });
    const index = filled(namespaces, cache);
    await cache.idle();
    expect(await answers(index)).toEqual(await answers(filled(namespaces)));
  } finally {
    await rm(folder, { recursive: true });
  }
});
