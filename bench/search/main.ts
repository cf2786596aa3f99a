import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measureSet } from "./quality.ts";
import type { SetResult } from "./quality.ts";
import { renderReport } from "./report.ts";
import { BM25_WITH_PARAMETERS, FASTMCP, PLAIN_BM25 } from "./retrievers/bm25.ts";
import { MINISEARCH } from "./retrievers/minisearch.ts";
import { ORAMA } from "./retrievers/orama.ts";
import { POSTERN } from "./retrievers/postern.ts";
import { measureScale } from "./scale.ts";
import { readSets } from "./sets.ts";
import { measureTokens } from "./tokens.ts";

const RETRIEVERS = [POSTERN, PLAIN_BM25, BM25_WITH_PARAMETERS, FASTMCP, MINISEARCH, ORAMA];
const USAGE = `Usage: npm run bench -- search [options]
  --data FOLDER    the labelled sets (default: shared/data/retrieval beside the project)
  --sets A,B       only these sets
  --only A,B       only these retrievers: ${RETRIEVERS.map(({ name }) => name).join(", ")}
  --tools N        tools of the large catalog (default 100000; 0 leaves speed and size out)
  --write          puts the tables into docs/search-quality.md`;

const root = fileURLToPath(new URL("../..", import.meta.url));
const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(root, "..", "shared", "data", "retrieval") },
    sets: { type: "string" },
    only: { type: "string" },
    tools: { type: "string", default: "100000" },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else if (!existsSync(values.data)) {
  console.log(`There are no labelled sets in ${values.data}. Nothing measured; name their folder with --data.`);
} else {
  await run();
}

async function run(): Promise<void> {
  const sets = readSets(values.data, values.sets?.split(","));
  const retrievers = RETRIEVERS.filter(({ name }) => values.only?.split(",").includes(name) ?? true);
  const size = Number(values.tools);
  const scale = size > 0 ? [await measureScale(sets, size)] : [];
  const quality: SetResult[] = [];
  for (const set of sets) {
    for (const retriever of retrievers) {
      console.error(`${set.name}: ${retriever.name} …`);
      quality.push(await measureSet(set, retriever));
    }
  }
  const tokens = [];
  for (const set of sets) {
    console.error(`${set.name}: tokens …`);
    tokens.push(...(await measureTokens(set)));
  }
  const results = { quality, tokens, scale };
  const report = renderReport(results);
  console.log(report);
  writeFileSync(join(import.meta.dirname, "results.json"), `${JSON.stringify(results, rounded, 2)}\n`);
  if (values.write) {
    writeIntoPage(join(root, "docs", "search-quality.md"), report);
  }
}

function rounded(key: string, value: unknown): unknown {
  return key === "gains" || key === "counts"
    ? undefined
    : typeof value === "number"
      ? Math.round(value * 10000) / 10000
      : value;
}

/** Replaces what stands between the page's two marks. */
function writeIntoPage(path: string, report: string): void {
  const [start, end] = ["<!-- results -->", "<!-- end of results -->"];
  const page = readFileSync(path, "utf8");
  const before = page.slice(0, page.indexOf(start) + start.length);
  const after = page.slice(page.indexOf(end));
  writeFileSync(path, `${before}\n\n${report}\n\n${after}`);
}
