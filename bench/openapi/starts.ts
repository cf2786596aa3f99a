import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchDocument } from "./documents.ts";
import type { StartReport } from "./start-once.ts";

const RUNS = 3;
const FIGURES = ["coldMs", "cachedMs", "searchMs", "describeMs", "residentMegabytes"] as const;

/** One line: medians over a few fresh processes. */
export interface StartLine {
  readonly documents: string;
  readonly operations: number;
  readonly coldMs: number;
  readonly cachedMs: number;
  readonly searchMs: number;
  /** Declarations of five operations. */
  readonly describeMs: number;
  readonly residentMegabytes: number;
}

type Figure = Exclude<keyof StartLine, "documents" | "operations">;

/** Documents that start together, and what their figures may be. */
export interface StartGroup {
  readonly documents: readonly BenchDocument[];
  readonly bars: Readonly<Partial<Record<Figure, number>>>;
}

/** Source, catalog and search index, from nothing and from the cache; prints each figure that has a bar beside it. */
export async function measureStarts(groups: readonly StartGroup[]): Promise<StartLine[]> {
  const lines: StartLine[] = [];
  for (const { documents, bars } of groups.filter((group) => group.documents.length > 0)) {
    const cold: StartReport[] = [];
    const cached: StartReport[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const cacheDirectory = mkdtempSync(join(tmpdir(), "postern-bench-cache-"));
      cold.push(await start(cacheDirectory, documents));
      cached.push(await start(cacheDirectory, documents));
      rmSync(cacheDirectory, { recursive: true });
    }
    const line = {
      documents: documents.map(({ id }) => id).join(" + "),
      operations: cold[0]?.operations ?? 0,
      coldMs: Math.round(median(cold.map(({ readyMs }) => readyMs))),
      cachedMs: Math.round(median(cached.map(({ readyMs }) => readyMs))),
      searchMs: Number(median(cached.map(({ searchMs }) => searchMs)).toFixed(1)),
      describeMs: Number(median(cached.map(({ describeMs }) => describeMs)).toFixed(1)),
      residentMegabytes: Math.round(median(cached.map(({ residentBytes }) => residentBytes)) / 1e6),
    };
    console.log(`\n${line.documents} (${line.operations} operations)`);
    for (const figure of FIGURES) {
      const bar = bars[figure];
      const verdict = bar === undefined ? "" : `bar ${bar}: ${line[figure] <= bar ? "met" : "NOT met"}`;
      console.log(`  ${figure.padEnd(18)}${String(line[figure]).padStart(8)}  ${verdict}`.trimEnd());
    }
    lines.push(line);
  }
  return lines;
}

async function start(cacheDirectory: string, documents: readonly BenchDocument[]): Promise<StartReport> {
  const args = documents.flatMap(({ id, path }) => [id, path]);
  const child = fork(join(import.meta.dirname, "start-once.ts"), [cacheDirectory, ...args], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const [report] = (await once(child, "message")) as [StartReport];
  await once(child, "exit");
  return report;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
