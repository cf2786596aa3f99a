import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchDocuments, type BenchDocument } from "./documents.ts";
import { runOracles } from "./oracle.ts";
import { measureStarts } from "./starts.ts";

// npm run bench -- openapi [oracle|starts] [--only part-of-an-id]… [--sample N]
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", multiple: true, default: [] }, sample: { type: "string", default: "40" } },
});
const wants = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
const documents = benchDocuments(values.only);
const results: Record<string, unknown> = { sample: Number(values.sample) };

if (wants("starts")) {
  const named = (...ids: string[]): BenchDocument[] => documents.filter(({ id }) => ids.includes(id));
  console.log("documents\toperations\tcold ms\tcached ms\tsearch ms\tresident MB");
  results["starts"] = await measureStarts([
    named("cloudflare-2024-08"),
    named("guru-microsoft.com-graph"),
    named("github-api", "stripe-2025-10", "kubernetes-2026-swagger2", "cloudflare-2024-08"),
  ]);
}
if (wants("oracle")) {
  console.log("\ndocument\toperations\ttried\tcallable\tjudged\taccepted\tof these by the second validator");
  const lines = await runOracles(documents, Number(values.sample));
  results["oracle"] = lines;
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
const folder = join(import.meta.dirname, "results");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "latest.json"), `${JSON.stringify(results, null, 2)}\n`);
