import type { CatalogNamespace } from "@postern/core";
import type { InvertedIndex } from "../inverted-index.ts";
import type { RankingParameters } from "../parameters.ts";
import { stem } from "../text/stem.ts";
import { pack } from "./container.ts";

/** Raised whenever the same tools would give other words or other numbers. */
export const FORMAT = 1;

/** What an index needs to know of a namespace. */
export type IndexedNamespace = Pick<CatalogNamespace, "name" | "version" | "tools">;

/** What stands before the numbers of a saved index. */
export interface SavedHeader {
  readonly format: number;
  /** Frequencies depend on these. */
  readonly parameters: RankingParameters;
  readonly blocks: readonly SavedBlock[];
  /** The words by number. */
  readonly words: readonly string[];
  /** The stems, by number; empty where the word is its own stem. */
  readonly stems: readonly string[];
}

interface SavedBlock {
  readonly namespace: string;
  /** The namespace's version when it was indexed. */
  readonly version: string;
  readonly toolCount: number;
  readonly termCount: number;
}

/**
 * The index as bytes, without the tools: those of the namespaces whose tools are the very array that was indexed. The numbers are each block's words, the lengths of all lists, and their entries.
 */
export function saveIndex(
  index: InvertedIndex,
  namespaces: readonly IndexedNamespace[],
  parameters: RankingParameters,
): Uint8Array {
  const blocks = namespaces
    .flatMap(({ name, version, tools }) => {
      const block = index.blocks.get(name);
      return block?.tools === tools ? [{ namespace: name, version, ...block }] : [];
    })
    .toSorted((a, b) => a.first - b.first);
  const documents = new Uint32Array(index.documents.length).fill(GONE);
  let documentCount = 0;
  for (const { first, tools } of blocks) {
    for (let offset = 0; offset < tools.length; offset += 1) {
      documents[first + offset] = documentCount;
      documentCount += 1;
    }
  }
  const terms = [...new Set(blocks.flatMap((block) => [...block.terms]))];
  const numbers = new Map(terms.map((term, number) => [term, number]));
  const lists = terms.map((term) => savedEntries(index.lists.get(term), documents));
  const words = terms.map((term) => index.vocabulary.wordOf(term));
  const header: SavedHeader = {
    format: FORMAT,
    parameters,
    blocks: blocks.map(({ namespace, version, tools, terms: own }) => ({
      namespace,
      version,
      toolCount: tools.length,
      termCount: own.length,
    })),
    words,
    stems: words.map((word) => (stem(word) === word ? "" : stem(word))),
  };
  const blockTerms = blocks.map((block) => block.terms.map((term) => numbers.get(term) ?? 0));
  const lengths = Uint32Array.from(lists, (list) => list.length);
  return pack({ header: JSON.stringify(header), numbers: concatenate([...blockTerms, lengths, ...lists]) });
}

const GONE = 0xffffffff;

/** A list's entries under the documents' new numbers, without those that are not saved. */
function savedEntries(
  { entries, length }: { readonly entries: Uint32Array; readonly length: number },
  documents: Uint32Array,
): Uint32Array {
  const saved = new Uint32Array(length);
  let count = 0;
  for (let position = 0; position < length; position += 1) {
    const entry = entries[position] ?? 0;
    const document = documents[entry >>> 8] ?? GONE;
    if (document !== GONE) {
      saved[count] = document * 256 + (entry & 255);
      count += 1;
    }
  }
  return saved.subarray(0, count);
}

function concatenate(arrays: readonly Uint32Array[]): Uint32Array {
  const whole = new Uint32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let position = 0;
  for (const array of arrays) {
    whole.set(array, position);
    position += array.length;
  }
  return whole;
}
