import { mkdtemp, readdir, rm, truncate, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCatalog } from "@postern/core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createOpenAiEmbedder, createSearchIndex } from "../src/index.ts";
import type { HybridOptions } from "../src/index.ts";
import { createEmbeddingFileCache } from "../src/node/index.ts";
import { startEmbeddingServer } from "./embedding-server.ts";
import type { EmbeddingServer } from "./embedding-server.ts";

const OBJECT = { type: "object" } as const;
const TOOLS = [
  { name: "get_meteo", description: "Meteo of a town.", inputSchema: OBJECT },
  { name: "open_inbox", description: "Opens the inbox.", inputSchema: OBJECT },
  { name: "pay_invoice", description: "Pays an invoice.", inputSchema: OBJECT },
];

let server: EmbeddingServer;
let folder = "";
beforeEach(async () => {
  server = await startEmbeddingServer();
  folder = await mkdtemp(join(tmpdir(), "postern-vectors-"));
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function filled(options: Partial<HybridOptions> = {}) {
  const embedder = createOpenAiEmbedder({ url: server.url, model: "small", maxRetries: 0 });
  const index = createSearchIndex({ hybrid: { embedder, ...options } });
  const catalog = await createCatalog([{ namespace: "desk", tools: TOOLS }]);
  index.replace("desk", catalog.namespaces[0]?.tools ?? []);
  return { index, catalog };
}

it("finds by meaning what no word finds", async () => {
  const { index } = await filled();
  await index.idle();
  const answer = await index.search({ text: "will rain fall from the sky" });
  expect(answer.matches[0]?.tool.identifier).toBe("get_meteo");
  expect(answer.notice).toBeUndefined();
  expect((await createSearchIndex().search({ text: "will rain fall from the sky" })).total).toBe(0);
});

it("answers by words and says so when the service fails", async () => {
  server.answers.push({ status: 500 });
  const { index } = await filled();
  await index.idle();
  const answer = await index.search({ text: "open the inbox" });
  expect(answer.matches[0]?.tool.identifier).toBe("open_inbox");
  expect(answer.notice).toBe("Found by words only: The embedding service answered with status 500.");
});

it("answers by words and says so when the question's own vector is late", async () => {
  const { index } = await filled({ queryTimeoutMs: 20 });
  await index.idle();
  server.answers.push("silence");
  const answer = await index.search({ text: "invoice" });
  expect(answer.matches[0]?.tool.identifier).toBe("pay_invoice");
  expect(answer.notice).toBe("Found by words only: The embedding service did not answer in 20 ms.");
});

it("says how many tools have no embedding yet", async () => {
  const { index } = await filled();
  await index.idle();
  server.answers.push("silence");
  const more = await createCatalog([{ namespace: "more", tools: [TOOLS[0] ?? { name: "x", inputSchema: OBJECT }] }]);
  index.replace("more", more.namespaces[0]?.tools ?? []);
  await expect.poll(() => server.requests.length).toBe(2);
  const answer = await index.search({ text: "sky" });
  expect(answer.notice).toBe("Not embedded yet, so found by words only: 1 of 4 tools.");
});

it("asks for a question's vector once, however many pages it has", async () => {
  const { index } = await filled();
  await index.idle();
  const first = await index.search({ text: "sky", limit: 1 });
  await index.search({ text: "sky", limit: 1, cursor: first.nextCursor ?? "" });
  expect(server.requests).toHaveLength(2);
});

it("keeps filters and forgets removed tools", async () => {
  const { index } = await filled();
  await index.idle();
  expect((await index.search({ text: "sky", namespace: "other" })).matches).toEqual([]);
  index.remove("desk");
  expect((await index.search({ text: "sky" })).matches).toEqual([]);
});

it("keeps the vectors of tools that stay when their namespace's list becomes another", async () => {
  const { index, catalog } = await filled();
  await index.idle();
  server.answers.push("silence");
  const [more] = (await createCatalog([{ namespace: "more", tools: TOOLS }])).namespaces[0]?.tools ?? [];
  index.replace("desk", [...(catalog.namespaces[0]?.tools ?? []), ...(more === undefined ? [] : [more])]);
  await expect.poll(() => server.requests.map(({ body }) => body.input.length)).toEqual([3, 1]);
  const answer = await index.search({ text: "sky" });
  expect(answer.matches[0]?.tool.identifier).toBe("get_meteo");
  expect(answer.notice).toBe("Not embedded yet, so found by words only: 1 of 4 tools.");
});

it("embeds a tool once, keeps its vector on disk, and never a question's", async () => {
  const first = await filled({ cache: createEmbeddingFileCache(folder) });
  await first.index.idle();
  await first.index.search({ text: "sky" });
  expect(server.requests.map(({ body }) => body.input.length)).toEqual([3, 1]);
  const second = await filled({ cache: createEmbeddingFileCache(folder) });
  await second.index.idle();
  expect((await second.index.search({ text: "rain" })).matches[0]?.tool.identifier).toBe("get_meteo");
  expect(server.requests.map(({ body }) => body.input.length)).toEqual([3, 1, 1]);
});

it("makes a vector again whose record was cut short", async () => {
  const first = await filled({ cache: createEmbeddingFileCache(folder) });
  await first.index.idle();
  const [name = ""] = await readdir(folder);
  const { size } = await stat(join(folder, name));
  await truncate(join(folder, name), size - 1);
  const second = await filled({ cache: createEmbeddingFileCache(folder) });
  await second.index.idle();
  expect(server.requests.map(({ body }) => body.input.length)).toEqual([3, 1]);
});

it("embeds anew what a loaded index brings", async () => {
  const { index, catalog } = await filled();
  await index.idle();
  const bytes = index.save(catalog);
  index.load(bytes, catalog);
  await index.idle();
  expect((await index.search({ text: "sky" })).matches[0]?.tool.identifier).toBe("get_meteo");
});
