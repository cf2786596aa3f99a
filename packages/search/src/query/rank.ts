import { compareCodeUnits } from "@postern/core";
import type { CatalogTool, SearchMatch, SearchQuery } from "@postern/core";
import type { InvertedIndex } from "../inverted-index.ts";
import type { RankingParameters } from "../parameters.ts";
import { createBestDocuments } from "./best-documents.ts";
import type { BestDocuments } from "./best-documents.ts";
import { planQuery } from "./plan-query.ts";
import { rerankFactor } from "./rerank.ts";
import { scoreDocuments } from "./score.ts";
import type { ScoreMemory } from "./score.ts";

/** The best by words alone, each of which is looked at again. */
const RERANKED = 100;

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
  const total = hasFilter(query)
    ? offerSome(scores, best, { length: documents.length, isWanted: (document) => passes(query, documents[document]) })
    : offerAll(scores, best, documents.length);
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

function hasFilter({ namespace, readOnly, tags = [] }: SearchQuery): boolean {
  return namespace !== undefined || readOnly === true || tags.length > 0;
}

/** Offers every document that scores. Answers how many do. */
function offerAll(scores: Float32Array, best: BestDocuments, length: number): number {
  let count = 0;
  let { floor } = best;
  for (let document = 0; document < length; document += 1) {
    const score = scores[document] ?? 0;
    if (score > 0) {
      count += 1;
      if (score >= floor) {
        best.offer(document, score);
        floor = best.floor;
      }
    }
  }
  return count;
}

/** Offers the documents that score and are wanted. Answers how many they are. */
function offerSome(
  scores: Float32Array,
  best: BestDocuments,
  { length, isWanted }: { readonly length: number; readonly isWanted: (document: number) => boolean },
): number {
  let count = 0;
  for (let document = 0; document < length; document += 1) {
    const score = scores[document] ?? 0;
    if (score > 0 && isWanted(document)) {
      count += 1;
      best.offer(document, score);
    }
  }
  return count;
}

/** Whether a tool is one of those that the query's filters leave. */
export function passes(query: SearchQuery, entry: CatalogTool | undefined): boolean {
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
