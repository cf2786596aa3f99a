import type { CatalogTool } from "@postern/core";
import { encodeFrequency } from "./frequency-codes.ts";
import type { RankingParameters } from "./parameters.ts";
import { createPostingLists } from "./posting-lists.ts";
import type { PostingLists } from "./posting-lists.ts";
import { termFrequencies } from "./term-frequencies.ts";
import { createVocabulary } from "./vocabulary.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** One namespace's tools: neighbours in the numbering of documents. */
interface Block {
  readonly first: number;
  readonly tools: readonly CatalogTool[];
  /** The numbers of all words of the block's tools. */
  readonly terms: Uint32Array;
}

/** Words and where they stand, in blocks that come and go as a whole. */
export interface InvertedIndex {
  readonly vocabulary: Vocabulary;
  readonly lists: PostingLists;
  readonly blocks: Map<string, Block>;
  /** By document number. Gaps are where blocks were removed. */
  documents: (CatalogTool | undefined)[];
  /** The number of tools. */
  size: number;
}

/** 24 bits number the documents, 8 bits are the frequency. */
const MAX_DOCUMENTS = 2 ** 24;
/** Gaps are closed when there are more of them than tools, and more than these. */
const MIN_GAPS = 1024;

/** An empty index. */
export function createInvertedIndex(): InvertedIndex {
  return {
    vocabulary: createVocabulary(),
    lists: createPostingLists(),
    blocks: new Map(),
    documents: [],
    size: 0,
  };
}

/** Adds a namespace that is not there. */
export function addBlock(
  index: InvertedIndex,
  namespace: string,
  { tools, parameters }: { readonly tools: readonly CatalogTool[]; readonly parameters: RankingParameters },
): void {
  closeGaps(index, tools.length);
  const first = index.documents.length;
  const terms = new Set<number>();
  for (const tool of tools) {
    const document = index.documents.push(tool) - 1;
    for (const [word, frequency] of termFrequencies(tool, parameters)) {
      const term = index.vocabulary.add(word);
      terms.add(term);
      index.lists.append(term, document, encodeFrequency(frequency));
    }
  }
  index.blocks.set(namespace, { first, tools, terms: Uint32Array.from(terms) });
  index.size += tools.length;
}

/** Adds a namespace that is not there as it stands in another index. */
export function adoptBlock(index: InvertedIndex, namespace: string, from: InvertedIndex): void {
  const block = from.blocks.get(namespace);
  if (block === undefined) {
    return;
  }
  closeGaps(index, block.tools.length);
  const first = index.documents.length;
  const terms = block.terms.map((known) => {
    const term = index.vocabulary.add(from.vocabulary.wordOf(known));
    const { entries, length } = from.lists.get(known);
    for (let position = 0; position < length; position += 1) {
      const entry = entries[position] ?? 0;
      index.lists.append(term, (entry >>> 8) - block.first + first, entry & 255);
    }
    return term;
  });
  for (const tool of block.tools) {
    index.documents.push(tool);
  }
  index.blocks.set(namespace, { first, tools: block.tools, terms });
  index.size += block.tools.length;
}

/** Takes a namespace out, if it is there. Costs as much as the namespace's own words, whatever else there is. */
export function removeBlock(index: InvertedIndex, namespace: string): void {
  const block = index.blocks.get(namespace);
  if (block === undefined) {
    return;
  }
  const range = { first: block.first, count: block.tools.length };
  for (const term of block.terms) {
    if (!index.lists.cut(term, range)) {
      index.vocabulary.remove(term);
    }
  }
  index.documents.fill(undefined, range.first, range.first + range.count);
  index.blocks.delete(namespace);
  index.size -= range.count;
}

/** Numbers the documents anew, in the same order, when too many numbers are out of use or `needed` more do not fit. */
function closeGaps(index: InvertedIndex, needed: number): void {
  const { documents, blocks, lists, size } = index;
  const gaps = documents.length - size;
  if (gaps <= Math.max(size, MIN_GAPS) && documents.length + needed <= MAX_DOCUMENTS) {
    return;
  }
  const numbers = new Uint32Array(documents.length);
  const kept: CatalogTool[] = [];
  documents.forEach((tool, document) => {
    numbers[document] = kept.length;
    if (tool !== undefined) {
      kept.push(tool);
    }
  });
  lists.renumber(numbers);
  for (const [namespace, block] of blocks) {
    blocks.set(namespace, { ...block, first: numbers[block.first] ?? 0 });
  }
  index.documents = kept;
}
