import { compareCodeUnits } from "@postern/core";
import type { CatalogTool, SearchMatch, SearchQuery } from "@postern/core";
import type { InvertedIndex } from "../inverted-index.ts";
import type { RankingParameters } from "../parameters.ts";
import { createBestDocuments } from "./best-documents.ts";
import { planQuery } from "./plan-query.ts";
import { rerankFactor } from "./rerank.ts";
import { scoreDocuments } from "./score.ts";
import type { ScoreMemory } from "./score.ts";

/** The best by words alone, each of which is looked at again. */
const RERANKED = 200;

/** What a query found: how many in all, and the best. */
export interface Ranking {
  readonly total: number;
  readonly matches: readonly SearchMatch[];
}

/** Ranks the tools that pass the query's filters. Answers at least the best `depth`, if there are so many. */
export function rank(
  query: SearchQuery,
  depth: number,
  {
    index,
    parameters,
    memory,
  }: { readonly index: InvertedIndex; readonly parameters: RankingParameters; readonly memory: ScoreMemory },
): Ranking {
  const { documents } = index;
  const plan = planQuery(query.text, index.vocabulary, parameters);
  const scores = scoreDocuments(plan, { index, parameters, memory });
  const best = createBestDocuments(Math.max(depth, RERANKED), (a, b) => isBefore(documents[a], documents[b]));
  let total = 0;
  for (let document = 0; document < documents.length; document += 1) {
    const score = scores[document] ?? 0;
    if (score > 0 && passes(query, documents[document])) {
      total += 1;
      best.offer(document, score);
    }
  }
  const matches = best.take().flatMap(({ document, score }) => {
    const tool = documents[document];
    return tool === undefined ? [] : [{ tool, score }];
  });
  const reranked = matches
    .slice(0, RERANKED)
    .map(({ tool, score }) => ({ tool, score: score * rerankFactor(tool, plan, { index, parameters }) }))
    .sort((a, b) => b.score - a.score || compareTools(a.tool, b.tool));
  return { total, matches: [...reranked, ...matches.slice(RERANKED)] };
}

function passes(query: SearchQuery, entry: CatalogTool | undefined): boolean {
  return (
    entry !== undefined &&
    (query.namespace === undefined || query.namespace === entry.namespace) &&
    (query.readOnly !== true || entry.tool.annotations?.readOnlyHint === true) &&
    (query.tags ?? []).every((tag) => entry.tool.tags?.includes(tag))
  );
}

function isBefore(a: CatalogTool | undefined, b: CatalogTool | undefined): boolean {
  return a !== undefined && b !== undefined && compareTools(a, b) < 0;
}

function compareTools(a: CatalogTool, b: CatalogTool): number {
  return compareCodeUnits(a.namespace, b.namespace) || compareCodeUnits(a.identifier, b.identifier);
}
