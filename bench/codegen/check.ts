import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createTypeGenerator } from "../../packages/codegen/src/index.ts";
import type { ScriptChecker } from "../../packages/codegen/src/index.ts";
import { createScriptChecker } from "../../packages/codegen/src/node/index.ts";
import { createCatalog } from "../../packages/core/src/index.ts";
import type { Catalog, CatalogTool, Tool } from "../../packages/core/src/index.ts";

const ROUNDS = 300;
const WARM_UP_ROUNDS = 20;
/** A checker that has nothing to do for five seconds gives memory back. */
const REST_MS = 7000;
const MEBIBYTE = 1024 * 1024;

/** Figures of the check, in milliseconds and MiB. */
export interface CheckFigures {
  readonly tools: number;
  /** From nothing to the first report, with the thread and the compiler still to be started. */
  readonly firstMs: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** A script that is wrong in three places. */
  readonly wrongMedianMs: number;
  /** Resident memory over a process that has the catalog and neither generator nor checker, once the checker rests. */
  readonly memoryMiB: number;
  /** The same right after hundreds of checks without a pause. */
  readonly busyMemoryMiB: number;
}

/** Measures scripts that touch three namespaces, against the tool lists of a folder (`{ server, tools }` a file). */
export async function benchmarkCheck(folder: string): Promise<CheckFigures> {
  const catalog = await readCatalog(folder);
  growNursery(catalog);
  const memoryBefore = residentMemory();
  const started = performance.now();
  const generator = createTypeGenerator();
  const checker = createScriptChecker({ generator });
  await checkScript(checker, catalog, rightScript(catalog, 0));
  const firstMs = performance.now() - started;
  const right = await rounds((round) => checkScript(checker, catalog, rightScript(catalog, round)));
  const wrong = await rounds((round) => checkScript(checker, catalog, wrongScript(catalog, round)));
  const busyMemoryMiB = residentMemory() - memoryBefore;
  await setTimeout(REST_MS);
  const memoryMiB = residentMemory() - memoryBefore;
  await checker[Symbol.asyncDispose]();
  return {
    tools: catalog.namespaces.reduce((sum, namespace) => sum + namespace.tools.length, 0),
    firstMs,
    medianMs: quantile(right, 0.5),
    p99Ms: quantile(right, 0.99),
    wrongMedianMs: quantile(wrong, 0.5),
    memoryMiB,
    busyMemoryMiB,
  };
}

/**
 * A gateway at work parses messages all the time, and its young generation has the size that this takes. Without it, the
 * growth would count as the checker's.
 */
function growNursery(catalog: Catalog): void {
  for (let round = 0; round < 30; round += 1) {
    JSON.parse(JSON.stringify(catalog));
  }
}

async function readCatalog(folder: string): Promise<Catalog> {
  const entries = globSync("*.json", { cwd: folder }).map((file) => {
    const { tools } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { readonly tools: readonly Tool[] };
    return { namespace: basename(file, ".json"), tools };
  });
  return createCatalog(entries);
}

/** From the script as the model sent it to the report. */
async function checkScript(checker: ScriptChecker, catalog: Catalog, text: string): Promise<number> {
  const started = performance.now();
  const prepared = await checker.prepare(text);
  if (prepared.status === "failed") {
    throw new Error(prepared.error.message);
  }
  const report = await checker.check(prepared, catalog);
  if (report.status === "skipped") {
    throw new Error(report.notice ?? "The check was skipped.");
  }
  return performance.now() - started;
}

async function rounds(run: (round: number) => Promise<number>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    const time = await run(round);
    if (round >= WARM_UP_ROUNDS) {
      times.push(time);
    }
  }
  return times.toSorted((a, b) => a - b);
}

/** Another three tools of another three namespaces each round, so that nothing is answered from a cache of texts. */
function toolsOf(catalog: Catalog, round: number): readonly [CatalogTool, CatalogTool, CatalogTool] {
  const large = catalog.namespaces.filter((namespace) => namespace.tools.length >= 3);
  const pick = (offset: number): CatalogTool => {
    const tools = large[(round + offset * 7) % large.length]?.tools ?? [];
    const tool = tools[(round * 31 + offset) % tools.length];
    if (tool === undefined) {
      throw new Error("The folder has no source of three tools.");
    }
    return tool;
  };
  return [pick(0), pick(1), pick(2)];
}

function rightScript(catalog: Catalog, round: number): string {
  const [first, second, third] = toolsOf(catalog, round);
  return `// Round ${round}: gather, count and group.
const inputs: any[] = [1, 2, 3].map((id) => ({ id, name: "item " + id }));
const found = await ${first.expression}(inputs[0]);
const rows = Array.isArray(found) ? found : [found];
const more = await Promise.all(inputs.map(async (input) => ({ input, result: await ${second.expression}(input) })));
const byName = new Map<string, unknown[]>();
for (const { input, result } of more) {
  byName.set(input.name, [...(byName.get(input.name) ?? []), result]);
}
const names = [...byName.keys()].filter((name) => name.length > 2).sort((a, b) => a.localeCompare(b));
const last = await ${third.expression}(inputs[2]);
console.log(JSON.stringify({ names, last }));
return { count: rows.length, names, groups: Object.fromEntries(byName) };`;
}

function wrongScript(catalog: Catalog, round: number): string {
  const [first, second, third] = toolsOf(catalog, round);
  return `const found = ${first.expression}({ nothing_like_it: ${round} } as any);
const rows = found.rows;
const next = await ${second.namespace}.no_such_tool({ rows });
return [rows, next, await ${third.expression}(5)];`;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function residentMemory(): number {
  return process.memoryUsage.rss() / MEBIBYTE;
}

/** The figures beside the bars, each met or not, one a line. */
export function printCheck(figures: CheckFigures): string {
  const rows: readonly (readonly [string, number, string, number?])[] = [
    ["first check, nothing loaded", figures.firstMs, "ms", 700],
    ["warm check, median", figures.medianMs, "ms", 15],
    ["warm check, p99", figures.p99Ms, "ms", 60],
    ["warm check of a wrong script, median", figures.wrongMedianMs, "ms"],
    ["resident memory, at rest", figures.memoryMiB, "MiB", 150],
    ["resident memory, without a pause", figures.busyMemoryMiB, "MiB"],
  ];
  const lines = rows.map(([name, value, unit, bar]) =>
    [
      name.padEnd(40),
      value.toFixed(1).padStart(8),
      unit.padEnd(4),
      bar === undefined ? "" : `bar ${bar}: ${value <= bar ? "met" : "not met"}`,
    ]
      .join(" ")
      .trimEnd(),
  );
  return [`${figures.tools} tools connected, three namespaces a script`, ...lines].join("\n");
}

if (import.meta.main) {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [folder] = positionals;
  if (folder === undefined) {
    console.error("Usage: node bench/codegen/check.ts FOLDER, a folder of tool lists, one JSON file a server.");
    process.exit(2);
  }
  console.log(printCheck(await benchmarkCheck(folder)));
}
