import { createCatalog } from "../../packages/core/src/index.ts";
import { createSearchIndex } from "../../packages/search/src/index.ts";
import { createOpenApiSource } from "../../packages/source-openapi/src/index.ts";

/** What one start took, in milliseconds and bytes. */
export interface StartReport {
  readonly readyMs: number;
  readonly searchMs: number;
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
const index = createSearchIndex();
for (const namespace of catalog.namespaces) {
  index.replace(namespace.name, namespace.tools);
}
const readyMs = performance.now() - startedMs;
const residentBytes = process.memoryUsage.rss();
const times: number[] = [];
for (const text of [
  "list the records of a zone",
  "create user",
  "delete a certificate",
  "usage report",
  "dns settings",
]) {
  const searchedMs = performance.now();
  await index.search({ text });
  times.push(performance.now() - searchedMs);
}
const report: StartReport = {
  readyMs,
  searchMs: times.toSorted((a, b) => a - b)[2] ?? 0,
  residentBytes,
  operations: entries.reduce((sum, { tools }) => sum + tools.length, 0),
};
process.send?.(report);
