import { meanFigures, measure } from "./metrics.ts";
import type { Figures } from "./metrics.ts";
import type { RetrieverKind } from "./retrievers/retriever.ts";
import type { LabelledSet } from "./sets.ts";

/** How one retriever did on one set. */
export interface SetResult {
  readonly set: string;
  readonly retriever: string;
  readonly figures: Figures;
  /** nDCG@10 by question, for paired comparisons. */
  readonly gains: readonly number[];
  readonly buildMs: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** Puts every question of a set to a retriever built from the set's tools. */
export async function measureSet(set: LabelledSet, kind: RetrieverKind): Promise<SetResult> {
  const buildStart = performance.now();
  const retriever = await kind.build(set.tools);
  const buildMs = performance.now() - buildStart;
  const all: Figures[] = [];
  const times: number[] = [];
  for (const query of set.queries) {
    const start = performance.now();
    const ranking = await retriever.search(query.query, 10);
    times.push(performance.now() - start);
    all.push(measure(ranking, query));
  }
  const gains = all.map((figures) => figures["nDCG@10"]);
  const latency = { medianMs: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
  return { set: set.name, retriever: kind.name, figures: meanFigures(all), gains, buildMs, ...latency };
}

/** The value below which that share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
