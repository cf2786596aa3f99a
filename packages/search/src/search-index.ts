import { PosternError } from "@postern/core";
import type { Catalog, SearchAnswer, SearchIndex, SearchMatch, SearchQuery } from "@postern/core";
import { readCursor, writeCursor } from "./cursor.ts";
import { fuseRankings } from "./hybrid/fuse-rankings.ts";
import { createVectorIndex } from "./hybrid/vector-index.ts";
import type { HybridOptions, VectorRanking } from "./hybrid/vector-index.ts";
import { addBlock, createInvertedIndex, removeBlock } from "./inverted-index.ts";
import { RANKING_PARAMETERS } from "./parameters.ts";
import type { RankingParameters } from "./parameters.ts";
import { addCachedBlock } from "./persistence/cached-block.ts";
import type { IndexCache } from "./persistence/cached-block.ts";
import { loadIndex } from "./persistence/load-index.ts";
import { saveIndex } from "./persistence/save-index.ts";
import { passes, rank } from "./query/rank.ts";
import type { Ranking } from "./query/rank.ts";
import { createScoreMemory } from "./query/score.ts";
import { suggest } from "./suggest.ts";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;
/** The best by words, and as many by meaning, whose ranks are fused. */
const FUSED = 100;

/** Options of an index. All have defaults. */
export interface SearchIndexOptions {
  /** Ranking parameters other than the measured ones. */
  readonly ranking?: Partial<RankingParameters>;
  /** Ranks by meaning as well, with an embedding service. Default: words only, no network. */
  readonly hybrid?: HybridOptions;
  /** Keeps what was made of large namespaces for the next process. Default: everything is made anew. */
  readonly cache?: IndexCache;
}

/** The index that `createSearchIndex` makes: one that can be kept between runs. */
export interface ToolSearchIndex extends SearchIndex {
  /**
   * The index as bytes, to be loaded faster than it is built. They hold words and numbers but no tools: of the catalog's
   * namespaces, those whose `tools` array is the one that `replace` was given.
   */
  save(catalog: Catalog): Uint8Array;
  /**
   * Takes over what was saved in place of what is there, for the namespaces whose version in `catalog` is still the same.
   * Answers their names; the others are left to `replace`. Bytes that are damaged, of another format or made with other
   * parameters give none.
   */
  load(bytes: Uint8Array, catalog: Catalog): readonly string[];
  /** Resolves when no embeddings are being made; at once without `hybrid`. */
  idle(): Promise<void>;
}

/**
 * An empty index. Fill it with `replace`, source by source; the array that a namespace has already changes nothing, so what
 * was loaded is not built again.
 */
export function createSearchIndex(options: SearchIndexOptions = {}): ToolSearchIndex {
  const parameters: RankingParameters = { ...RANKING_PARAMETERS, ...options.ranking };
  const memory = createScoreMemory();
  const vectors = options.hybrid === undefined ? undefined : createVectorIndex(options.hybrid);
  let index = createInvertedIndex();
  return {
    replace(namespace, tools, version) {
      if (index.blocks.get(namespace)?.tools === tools) {
        return;
      }
      removeBlock(index, namespace);
      if (options.cache === undefined || version === undefined) {
        addBlock(index, namespace, { tools, parameters });
      } else {
        addCachedBlock(index, { name: namespace, tools, version }, { parameters, cache: options.cache });
      }
      vectors?.replace(namespace, tools);
    },
    remove(namespace) {
      removeBlock(index, namespace);
      vectors?.remove(namespace);
    },
    save: (catalog) => saveIndex(index, catalog.namespaces, parameters),
    load(bytes, catalog) {
      [...index.blocks.keys()].forEach((namespace) => vectors?.remove(namespace));
      index = loadIndex(bytes, catalog.namespaces, parameters) ?? createInvertedIndex();
      index.blocks.forEach(({ tools }, namespace) => vectors?.replace(namespace, tools));
      return [...index.blocks.keys()];
    },
    idle: async () => vectors?.idle(),
    async search(query) {
      const offset = readCursor(query);
      const limit = readLimit(query);
      const byMeaning = await vectors?.rank(query.text, { limit: FUSED, passes: (tool) => passes(query, tool) });
      const byWords = rank(query, Math.max(offset + limit, FUSED), { index, parameters, memory });
      const { total, matches } = byMeaning?.status === "ready" ? fuse(byWords, byMeaning) : byWords;
      const answer: SearchAnswer = {
        total,
        matches: matches.slice(offset, offset + limit),
        suggestions: total > 0 ? [] : suggest(query.text, query.namespace, index),
        ...(offset + limit < total ? { nextCursor: writeCursor(query, offset + limit) } : {}),
        ...(byMeaning?.notice === undefined ? {} : { notice: byMeaning.notice }),
      };
      return answer;
    },
  };
}

function readLimit(query: SearchQuery): number {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new PosternError("INVALID_OPTION", `limit is ${limit}; it must be a whole number from 1 to ${MAX_LIMIT}.`);
  }
  return limit;
}

/** The best of both orders, then the rest of those found by words. */
function fuse(byWords: Ranking, { tools }: VectorRanking & { readonly status: "ready" }): Ranking {
  const best = byWords.matches.slice(0, FUSED).map(({ tool }) => tool);
  const fused: SearchMatch[] = fuseRankings(best, tools).map(({ item, score }) => ({ tool: item, score }));
  const taken = new Set(fused.map(({ tool }) => tool));
  const rest = byWords.matches.slice(FUSED).filter(({ tool }) => !taken.has(tool));
  const matches = [...fused, ...rest.map(({ tool }) => ({ tool, score: 0 }))];
  return { total: Math.max(byWords.total, matches.length), matches };
}
