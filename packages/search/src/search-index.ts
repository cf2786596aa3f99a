import { compareCodeUnits, nearestNames, PosternError } from "@postern/core";
import type { CatalogTool, SearchAnswer, SearchIndex, SearchMatch, SearchQuery } from "@postern/core";
import { readCursor, writeCursor } from "./cursor.ts";
import { FIELD_WEIGHTS, fieldTexts } from "./fields.ts";
import type { FieldName } from "./fields.ts";
import { createPostings } from "./postings.ts";
import type { Postings } from "./postings.ts";
import { splitWords } from "./text/split-words.ts";
import { stem } from "./text/stem.ts";
import { STOP_WORDS } from "./text/stop-words.ts";
import { synonymsOf } from "./text/synonyms.ts";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;
const SYNONYM_WEIGHT = 0.4;
const K1 = 1.2;
const B = 0.75;
const TYPICAL_WORDS = 12;

interface IndexedTool {
  readonly tool: CatalogTool;
  readonly terms: readonly string[];
}

/** An empty index. Fill it with `replace`, source by source. */
export function createSearchIndex(): SearchIndex {
  const postings = createPostings();
  const documents: (IndexedTool | undefined)[] = [];
  const byNamespace = new Map<string, readonly number[]>();
  const remove = (namespace: string): void => {
    for (const number of byNamespace.get(namespace) ?? []) {
      postings.remove(documents[number]?.terms ?? []);
      documents[number] = undefined;
    }
    byNamespace.delete(namespace);
  };
  return {
    remove,
    replace(namespace, tools) {
      remove(namespace);
      const numbers = tools.map((tool) => {
        const frequencies = termFrequencies(tool);
        const number = documents.push({ tool, terms: [...frequencies.keys()] }) - 1;
        postings.add(number, frequencies);
        return number;
      });
      byNamespace.set(namespace, numbers);
    },
    async search(query) {
      const offset = readCursor(query);
      const limit = readLimit(query);
      const found = rank(query, postings, documents);
      const matches = found.slice(offset, offset + limit);
      const answer: SearchAnswer = {
        total: found.length,
        matches,
        suggestions: found.length > 0 ? [] : suggest(query, documents, byNamespace.keys()),
      };
      return offset + limit < found.length ? { ...answer, nextCursor: writeCursor(query, offset + limit) } : answer;
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

/** BM25F's pseudo-frequency: each field's count, normalised by its length, times its weight. */
function termFrequencies(entry: CatalogTool): ReadonlyMap<string, number> {
  const total = new Map<string, number>();
  for (const [field, text] of Object.entries(fieldTexts(entry))) {
    const words = splitWords(text).map(stem);
    const weight = FIELD_WEIGHTS[field as FieldName] / (1 - B + B * Math.max(1, words.length / TYPICAL_WORDS));
    for (const word of words) {
      total.set(word, (total.get(word) ?? 0) + weight);
    }
  }
  return total;
}

function queryTerms(text: string): ReadonlyMap<string, number> {
  const words = splitWords(text);
  const meaningful = words.filter((word) => !STOP_WORDS.has(word));
  const terms = new Map<string, number>();
  for (const word of meaningful.length > 0 ? meaningful : words) {
    const term = stem(word);
    terms.set(term, 1);
    for (const synonym of synonymsOf(term)) {
      terms.set(synonym, Math.max(terms.get(synonym) ?? 0, SYNONYM_WEIGHT));
    }
  }
  return terms;
}

function rank(query: SearchQuery, postings: Postings, documents: readonly (IndexedTool | undefined)[]): SearchMatch[] {
  const scores = new Map<number, number>();
  for (const [term, weight] of queryTerms(query.text)) {
    const list = postings.terms.get(term);
    const idf = list === undefined ? 0 : Math.log(1 + (documents.length - list.live + 0.5) / (list.live + 0.5));
    list?.documents.forEach((document, position) => {
      const frequency = list.frequencies[position] ?? 0;
      const score = (weight * idf * frequency) / (K1 + frequency);
      scores.set(document, (scores.get(document) ?? 0) + score);
    });
  }
  const matches: SearchMatch[] = [];
  for (const [document, score] of scores) {
    const tool = documents[document]?.tool;
    if (tool !== undefined && passes(query, tool)) {
      matches.push({ tool, score });
    }
  }
  return matches.sort(
    (a, b) =>
      b.score - a.score ||
      compareCodeUnits(a.tool.namespace, b.tool.namespace) ||
      compareCodeUnits(a.tool.identifier, b.tool.identifier),
  );
}

function passes(query: SearchQuery, { namespace, tool }: CatalogTool): boolean {
  return (
    (query.namespace === undefined || query.namespace === namespace) &&
    (query.readOnly !== true || tool.annotations?.readOnlyHint === true) &&
    (query.tags ?? []).every((tag) => tool.tags?.includes(tag))
  );
}

function suggest(
  query: SearchQuery,
  documents: readonly (IndexedTool | undefined)[],
  namespaces: Iterable<string>,
): readonly string[] {
  const names = documents.map((entry) => entry?.tool.expression ?? "").filter((name) => name !== "");
  const near = nearestNames(query.text, names, 5);
  return near.length > 0 ? near : [...namespaces].toSorted(compareCodeUnits).slice(0, 10);
}
