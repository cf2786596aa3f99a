import type { LabelledQuery } from "./sets.ts";

/** What is measured of a ranking, each from 0 to 1. */
export const METRICS = ["Recall@1", "Recall@5", "Recall@10", "MRR@10", "nDCG@10"] as const;

/** One figure for each metric. */
export type Figures = Readonly<Record<(typeof METRICS)[number], number>>;

/** Measures one ranking against a question's labels. */
export function measure(ranking: readonly string[], { relevant }: LabelledQuery): Figures {
  const wanted = new Set(relevant);
  const hits = ranking.slice(0, 10).map((id) => wanted.has(id));
  const recall = (depth: number): number => hits.slice(0, depth).filter(Boolean).length / wanted.size;
  const first = hits.indexOf(true);
  return {
    "Recall@1": recall(1),
    "Recall@5": recall(5),
    "Recall@10": recall(10),
    "MRR@10": first === -1 ? 0 : 1 / (first + 1),
    "nDCG@10": gain(hits) / gain(Array.from({ length: Math.min(10, wanted.size) }, () => true)),
  };
}

function gain(hits: readonly boolean[]): number {
  return hits.reduce((sum, hit, position) => sum + (hit ? 1 / Math.log2(position + 2) : 0), 0);
}

/** The mean of each metric. */
export function meanFigures(figures: readonly Figures[]): Figures {
  const mean = (metric: keyof Figures): number =>
    figures.reduce((sum, one) => sum + one[metric], 0) / Math.max(1, figures.length);
  return Object.fromEntries(METRICS.map((metric) => [metric, mean(metric)])) as Figures;
}
