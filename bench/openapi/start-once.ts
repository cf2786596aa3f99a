import { join } from "node:path";
import { createTypeGenerator } from "../../packages/codegen/src/index.ts";
import { createCatalog } from "../../packages/core/src/index.ts";
import { createIndexFileCache } from "../../packages/search/src/node/index.ts";
import { createSearchIndex } from "../../packages/search/src/index.ts";
import { createOpenApiSource } from "../../packages/source-openapi/src/index.ts";

/** What one start took, in milliseconds and bytes. */
export interface StartReport {
  readonly readyMs: number;
  readonly searchMs: number;
  readonly describeMs: number;
  readonly residentBytes: number;
  readonly operations: number;
}

// In a process of its own: namespaces and paths in pairs, the cache's folder first.
const [cacheDirectory = "", ...pairs] = process.argv.slice(2);
const startedMs = performance.now();
const entries = [];
for (let index = 0; index < pairs.length; index += 2) {
  const [namespace = "", document = ""] = pairs.slice(index, index + 2);
  const source = createOpenApiSource({ namespace, document, cacheDirectory, baseUrl: "https://api.example.com" });
  entries.push({ namespace, tools: await source.listTools() });
}
const catalog = await createCatalog(entries);
const index = createSearchIndex({ cache: createIndexFileCache(join(cacheDirectory, "search")) });
for (const namespace of catalog.namespaces) {
  index.replace(namespace.name, namespace.tools, namespace.version);
}
const readyMs = performance.now() - startedMs;
const residentBytes = process.memoryUsage.rss();
const searchMs = await medianMs(
  ["list the records of a zone", "create user", "delete a certificate", "usage report", "dns settings"],
  async (text) => void (await index.search({ text })),
);
const generator = createTypeGenerator();
const [namespace] = catalog.namespaces;
const fives = Array.from({ length: 9 }, (_, round) => namespace?.tools.slice(round * 50, round * 50 + 5) ?? []);
const describeMs = await medianMs(fives, (five) => {
  generator.declarations(namespace ?? { name: "none", tools: [] }, { tools: five });
});
const report: StartReport = {
  readyMs,
  searchMs,
  describeMs,
  residentBytes,
  operations: entries.reduce((sum, { tools }) => sum + tools.length, 0),
};
process.send?.(report);

async function medianMs<Item>(items: readonly Item[], work: (item: Item) => void | Promise<void>): Promise<number> {
  const times: number[] = [];
  for (const item of items) {
    const startedAtMs = performance.now();
    await work(item);
    times.push(performance.now() - startedAtMs);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
