import { METRICS, meanFigures } from "./metrics.ts";
import { quantile } from "./quality.ts";
import type { SetResult } from "./quality.ts";
import type { ScaleFigures } from "./scale.ts";
import { DETAILS } from "./tokens.ts";
import type { TokenFigures } from "./tokens.ts";

/** Everything that one run measured. */
export interface BenchmarkResults {
  readonly quality: readonly SetResult[];
  readonly tokens: readonly TokenFigures[];
  readonly scale: readonly ScaleFigures[];
}

/** The results as Markdown. */
export function renderReport({ quality, tokens, scale }: BenchmarkResults): string {
  return [
    "### nDCG@10 / Recall@5 by set",
    bySet(quality),
    "### Means over the sets",
    means(quality),
    "### Postern, all figures by set",
    postern(quality),
    "### Postern against FastMCP's ranking, question by question",
    pairs(quality),
    ...(tokens.length === 0
      ? []
      : ["### Tokens of an answer of five tools, median / 95th percentile", tokenTable(tokens)]),
    ...(scale.length === 0 ? [] : ["### Speed and size", scaleTable(scale)]),
  ].join("\n\n");
}

function bySet(quality: readonly SetResult[]): string {
  const retrievers = [...new Set(quality.map(({ retriever }) => retriever))];
  const rows = [...Map.groupBy(quality, ({ set }) => set)].map(([set, results]) => [
    set,
    ...retrievers.map((name) => {
      const figures = results.find(({ retriever }) => retriever === name)?.figures;
      return figures === undefined ? "" : `${share(figures["nDCG@10"])} / ${share(figures["Recall@5"])}`;
    }),
  ]);
  return table(["set", ...retrievers], rows);
}

function means(quality: readonly SetResult[]): string {
  const rows = [...Map.groupBy(quality, ({ retriever }) => retriever)].map(([retriever, results]) => {
    const mean = meanFigures(results.map(({ figures }) => figures));
    const build = results.reduce((sum, { buildMs }) => sum + buildMs, 0);
    const slowest = Math.max(...results.map(({ p99Ms }) => p99Ms));
    const median = results.map(({ medianMs }) => medianMs).toSorted((a, b) => a - b)[results.length >>> 1] ?? 0;
    return [
      retriever,
      ...METRICS.map((metric) => share(mean[metric])),
      build.toFixed(0),
      `${median.toFixed(2)} / ${slowest.toFixed(1)}`,
    ];
  });
  return table(["", ...METRICS, "indexing all sets, ms", "query, ms: median / worst p99"], rows);
}

function postern(quality: readonly SetResult[]): string {
  const rows = quality
    .filter(({ retriever }) => retriever === "Postern")
    .map(({ set, gains, figures }) => [set, String(gains.length), ...METRICS.map((metric) => share(figures[metric]))]);
  return table(["set", "questions", ...METRICS], rows);
}

/** The mean difference in nDCG@10, and the interval that 95 % of 2,000 resamplings of the questions fall into. */
function pairs(quality: readonly SetResult[]): string {
  const rows = [...Map.groupBy(quality, ({ set }) => set)].flatMap(([set, results]) => {
    const own = results.find(({ retriever }) => retriever === "Postern")?.gains;
    const other = results.find(({ retriever }) => retriever === "FastMCP")?.gains;
    if (own === undefined || other === undefined) {
      return [];
    }
    const differences = own.map((gain, position) => gain - (other[position] ?? 0));
    const [low, high] = bootstrap(differences);
    return [[set, signed(mean(differences)), `${signed(low)} to ${signed(high)}`]];
  });
  return table(["set", "difference in nDCG@10", "95 % interval (paired bootstrap)"], rows);
}

function bootstrap(differences: readonly number[]): readonly [number, number] {
  let state = 1;
  const next = (): number => {
    state = Math.imul(state, 1664525) + 1013904223;
    return (state >>> 0) / 2 ** 32;
  };
  const resampled = Array.from({ length: 2000 }, () =>
    mean(differences.map(() => differences[Math.floor(next() * differences.length)] ?? 0)),
  ).toSorted((a, b) => a - b);
  return [resampled[49] ?? 0, resampled[1949] ?? 0];
}

function tokenTable(tokens: readonly TokenFigures[]): string {
  const row = (name: string, figures: readonly TokenFigures[]): readonly string[] => [
    name,
    ...DETAILS.map((detail) => {
      const counts = figures.filter((one) => one.detail === detail).flatMap((one) => one.counts);
      return `${quantile(counts, 0.5)} / ${quantile(counts, 0.95)}`;
    }),
  ];
  const sets = [...Map.groupBy(tokens, ({ set }) => set)].map(([set, figures]) => row(set, figures));
  return table(["set", ...DETAILS], [...sets, row("all answers", tokens)]);
}

function scaleTable(scale: readonly ScaleFigures[]): string {
  const rows = scale.map((figures) => [
    figures.tools.toLocaleString("en"),
    `${figures.queryMedianMs.toFixed(1)} / ${figures.queryP99Ms.toFixed(1)} ms`,
    `${figures.queryCpuMs.toFixed(1)} ms`,
    `${(figures.buildMs / 1000).toFixed(1)} s`,
    `${figures.replaceMs.toFixed(0)} ms`,
    `${(figures.saveMs / 1000).toFixed(2)} s, ${figures.savedMegabytes.toFixed(0)} MB`,
    `${(figures.loadMs / 1000).toFixed(2)} s`,
    `${figures.residentMegabytes.toFixed(0)} MB`,
  ]);
  const head = [
    "tools",
    "query: median / p99",
    "query: CPU",
    "build",
    "replace 500",
    "save",
    "load",
    "resident, tools included",
  ];
  return table(head, rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function share(value: number): string {
  return value.toFixed(3).replace(/^0/u, "");
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${share(Math.abs(value))}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
