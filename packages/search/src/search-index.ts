import { compareCodeUnits, nearestNames, PosternError } from "@postern/core";
import type { Catalog, SearchAnswer, SearchIndex, SearchQuery } from "@postern/core";
import { readCursor, writeCursor } from "./cursor.ts";
import { addBlock, createInvertedIndex, removeBlock } from "./inverted-index.ts";
import type { InvertedIndex } from "./inverted-index.ts";
import { RANKING_PARAMETERS } from "./parameters.ts";
import type { RankingParameters } from "./parameters.ts";
import { loadIndex } from "./persistence/load-index.ts";
import { saveIndex } from "./persistence/save-index.ts";
import { rank } from "./query/rank.ts";
import { createScoreMemory } from "./query/score.ts";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** Options of an index. All have defaults. */
export interface SearchIndexOptions {
  /** Ranking parameters other than the measured ones. */
  readonly ranking?: Partial<RankingParameters>;
}

/** A search index that can be kept between runs. */
export interface PersistentSearchIndex extends SearchIndex {
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
}

/** An empty index. Fill it with `replace`, source by source. */
export function createSearchIndex(options: SearchIndexOptions = {}): PersistentSearchIndex {
  const parameters: RankingParameters = { ...RANKING_PARAMETERS, ...options.ranking };
  let index = createInvertedIndex();
  const memory = createScoreMemory();
  return {
    replace(namespace, tools) {
      removeBlock(index, namespace);
      addBlock(index, namespace, { tools, parameters });
    },
    remove(namespace) {
      removeBlock(index, namespace);
    },
    save: (catalog) => saveIndex(index, catalog, parameters),
    load(bytes, catalog) {
      index = loadIndex(bytes, catalog, parameters) ?? createInvertedIndex();
      return [...index.blocks.keys()];
    },
    async search(query) {
      const offset = readCursor(query);
      const limit = readLimit(query);
      const { total, matches } = rank(query, offset + limit, { index, parameters, memory });
      const answer: SearchAnswer = {
        total,
        matches: matches.slice(offset, offset + limit),
        suggestions: total > 0 ? [] : suggest(query, index),
      };
      return offset + limit < total ? { ...answer, nextCursor: writeCursor(query, offset + limit) } : answer;
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

function suggest(query: SearchQuery, index: InvertedIndex): readonly string[] {
  const names = [...index.blocks.values()].flatMap(({ tools }) => tools.map(({ expression }) => expression));
  const near = nearestNames(query.text, names, 5);
  return near.length > 0 ? near : [...index.blocks.keys()].toSorted(compareCodeUnits).slice(0, 10);
}
