import type { LabelledTool } from "../sets.ts";
import { toolTexts } from "./retriever.ts";
import type { Retriever, RetrieverKind } from "./retriever.ts";

interface Bm25Options {
  readonly name: string;
  readonly k1: number;
  readonly b: number;
  readonly tokenize: (text: string) => readonly string[];
  readonly text: (tool: LabelledTool) => string;
}

/** Okapi BM25 over one text a tool. Words that a question repeats count as often. */
function bm25(options: Bm25Options): RetrieverKind {
  return { name: options.name, build: async (tools) => buildBm25(tools, options) };
}

function buildBm25(tools: readonly LabelledTool[], { k1, b, tokenize, text }: Bm25Options): Retriever {
  const postings = new Map<string, Map<number, number>>();
  const lengths = tools.map((tool, document) => {
    const words = tokenize(text(tool));
    for (const word of words) {
      const list = postings.get(word) ?? new Map<number, number>();
      postings.set(word, list.set(document, (list.get(document) ?? 0) + 1));
    }
    return words.length;
  });
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  return {
    async search(query, limit) {
      const scores = new Map<number, number>();
      for (const word of tokenize(query)) {
        const list = postings.get(word) ?? new Map<number, number>();
        const idf = Math.log(1 + (tools.length - list.size + 0.5) / (list.size + 0.5));
        for (const [document, count] of list) {
          const norm = k1 * (1 - b + (b * (lengths[document] ?? 0)) / average);
          scores.set(document, (scores.get(document) ?? 0) + (idf * count * (k1 + 1)) / (count + norm));
        }
      }
      return [...scores]
        .toSorted(([a, scoreOfA], [b, scoreOfB]) => scoreOfB - scoreOfA || a - b)
        .slice(0, limit)
        .map(([document]) => tools[document]?.id ?? "");
    },
  };
}

/** Lower-case words, split on case and everything but letters and digits. */
function caseSplit(text: string): readonly string[] {
  const spaced = text.replace(/([a-z0-9])([A-Z])/gu, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/gu, "$1 $2");
  return spaced.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** BM25 with Lucene's defaults over name and description. */
export const PLAIN_BM25: RetrieverKind = bm25({
  name: "BM25",
  k1: 1.2,
  b: 0.75,
  tokenize: caseSplit,
  text: (tool) => `${toolTexts(tool).name} ${toolTexts(tool).description}`,
});

/** The same with parameter names and descriptions. */
export const BM25_WITH_PARAMETERS: RetrieverKind = bm25({
  name: "BM25 + parameters",
  k1: 1.2,
  b: 0.75,
  tokenize: caseSplit,
  text: (tool) => Object.values(toolTexts(tool)).join(" "),
});

/**
 * The ranking of FastMCP's BM25 search transform: k1 1.5, b 0.75 over name, description, parameter names and their
 * descriptions; lower-case runs of `a-z0-9` of two characters or more.
 */
export const FASTMCP: RetrieverKind = bm25({
  name: "FastMCP",
  k1: 1.5,
  b: 0.75,
  tokenize: (text) => text.toLowerCase().match(/[a-z0-9]{2,}/gu) ?? [],
  text: (tool) => Object.values(toolTexts(tool)).join(" "),
});
