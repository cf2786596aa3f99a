import type { Catalog } from "../../packages/core/src/index.ts";
import { createSearchIndex } from "../../packages/search/src/index.ts";
import { largeCatalog, renewed } from "./large-catalog.ts";
import { quantile } from "./quality.ts";
import type { LabelledSet } from "./sets.ts";

/** Speed and size at one number of tools. */
export interface ScaleFigures {
  readonly tools: number;
  readonly buildMs: number;
  readonly queryMedianMs: number;
  readonly queryP99Ms: number;
  /** Processor time of a query, all threads, which other programs on the machine do not add to. */
  readonly queryCpuMs: number;
  readonly replaceMs: number;
  readonly saveMs: number;
  readonly loadMs: number;
  readonly savedMegabytes: number;
  /** Of the whole process, with the tools themselves. */
  readonly residentMegabytes: number;
}

const MEGABYTE = 1024 * 1024;
const QUESTIONS = 1000;

/** Builds, asks, replaces, saves and loads, in this order. */
export async function measureScale(sets: readonly LabelledSet[], size: number): Promise<ScaleFigures> {
  const namespaces = largeCatalog(sets, size);
  const questions = sampleQuestions(sets);
  const index = createSearchIndex();
  const buildMs = timed(() => namespaces.forEach((tools, namespace) => index.replace(namespace, tools)));
  for (const text of questions.slice(0, 100)) {
    await index.search({ text });
  }
  const times: number[] = [];
  const before = process.cpuUsage();
  for (const text of questions) {
    const start = performance.now();
    await index.search({ text });
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  const residentMegabytes = process.memoryUsage.rss() / MEGABYTE;
  const [namespace, tools] = [...namespaces][Math.floor(namespaces.size / 2)] ?? ["", []];
  const replaced = Array.from({ length: 9 }, () => {
    const fresh = renewed(namespace, tools);
    return timed(() => index.replace(namespace, fresh));
  });
  index.replace(namespace, tools);
  const catalog = catalogOf(namespaces);
  let bytes = new Uint8Array();
  const saveMs = timed(() => {
    bytes = index.save(catalog) as Uint8Array<ArrayBuffer>;
  });
  return {
    tools: size,
    buildMs,
    queryMedianMs: quantile(times, 0.5),
    queryP99Ms: quantile(times, 0.99),
    queryCpuMs: (user + system) / 1000 / questions.length,
    replaceMs: quantile(replaced, 0.5),
    saveMs,
    loadMs: timed(() => createSearchIndex().load(bytes, catalog)),
    savedMegabytes: bytes.length / MEGABYTE,
    residentMegabytes,
  };
}

function sampleQuestions(sets: readonly LabelledSet[]): string[] {
  const all = sets.flatMap(({ queries }) => queries.map(({ query }) => query));
  const stride = Math.max(1, all.length / QUESTIONS);
  return Array.from(
    { length: Math.min(QUESTIONS, all.length) },
    (_, position) => all[Math.floor(position * stride)] ?? "",
  );
}

function catalogOf(namespaces: ReturnType<typeof largeCatalog>): Catalog {
  return {
    version: "1",
    namespaces: [...namespaces].map(([name, tools]) => ({
      name,
      sourceNamespace: name,
      version: "1",
      tools,
      members: [],
    })),
  };
}

function timed(action: () => unknown): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}
