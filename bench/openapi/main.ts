import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchDocuments, type BenchDocument } from "./documents.ts";
import { runOracles } from "./oracle.ts";
import { measureStarts } from "./starts.ts";
import { compileDeclarations } from "./declarations.ts";
import { measureTokens, printTokens } from "./tokens.ts";

const USAGE = `npm run bench -- openapi [starts|tokens|declarations|oracle]… [--only PART-OF-AN-ID]… [--sample N]

  starts        time from start to ready, cold and cached, a search, a description, and memory
  tokens        definitions of every operation against search and execute
  declarations  compiles every operation's declarations
  oracle        calls every operation and has independent validators judge the requests
  --only        documents whose id contains this (may be repeated)
  --sample      operations of each document for the oracle; 0 for all (default 40)

Everything by default. Figures go to bench/openapi/results/, a file a part.`;
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: "boolean", short: "h", default: false },
    only: { type: "string", multiple: true, default: [] },
    sample: { type: "string", default: "40" },
  },
});
const PARTS = ["starts", "tokens", "declarations", "oracle"];
const unknown = positionals.filter((part) => !PARTS.includes(part));
if (values.help || unknown.length > 0 || !/^\d+$/u.test(values.sample)) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}
const wants = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
const documents = benchDocuments(values.only);
const named = (...ids: string[]): BenchDocument[] => documents.filter(({ id }) => ids.includes(id));
const [CLOUDFLARE, GRAPH] = ["cloudflare-2024-08", "guru-microsoft.com-graph"];
const folder = join(import.meta.dirname, "results");
mkdirSync(folder, { recursive: true });
const keep = (part: string, figures: unknown): void =>
  writeFileSync(join(folder, `${part}.json`), `${JSON.stringify(figures, null, 2)}\n`);

if (wants("starts")) {
  const together = named("github-api", "stripe-2025-10", "kubernetes-2026-swagger2", CLOUDFLARE);
  const lines = await measureStarts([
    { documents: named(CLOUDFLARE), bars: { coldMs: 3000, cachedMs: 600, searchMs: 10, describeMs: 15 } },
    { documents: named(GRAPH), bars: { coldMs: 12_000, cachedMs: 1500 } },
    { documents: together, bars: { residentMegabytes: 450 } },
  ]);
  keep("starts", lines);
}
if (wants("tokens")) {
  const lines = await measureTokens(named(CLOUDFLARE, GRAPH));
  printTokens(lines);
  keep("tokens", lines);
}
if (wants("declarations")) {
  console.log("\ndocument\toperations\tdeclarations");
  keep("declarations", await compileDeclarations(documents));
}
if (wants("oracle")) {
  console.log("\ndocument\toperations\ttried\tcallable\tjudged\taccepted\tof these by the second validator");
  const lines = await runOracles(documents, Number(values.sample));
  keep("oracle", { sample: Number(values.sample), lines });
  const sum = (field: "tried" | "callable" | "judged" | "accepted" | "acceptedBySecond"): number =>
    lines.reduce((total, line) => total + line[field], 0);
  const share = (part: number, whole: number): string => `${((part / Math.max(1, whole)) * 100).toFixed(2)} %`;
  console.log(
    `\n${lines.length} documents, ${sum("tried")} operations tried\n` +
      `callable  ${share(sum("callable"), sum("tried"))} (bar 99.5 %)\n` +
      `accepted  ${share(sum("accepted"), sum("judged"))} of ${sum("judged")} requests judged (bar 99 %), ` +
      `${sum("acceptedBySecond")} of them by the second validator`,
  );
}
