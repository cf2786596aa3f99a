import { addBlock, adoptBlock } from "../inverted-index.ts";
import type { InvertedIndex } from "../inverted-index.ts";
import type { RankingParameters } from "../parameters.ts";
import { loadIndex } from "./load-index.ts";
import { saveIndex } from "./save-index.ts";
import type { IndexedNamespace } from "./save-index.ts";

/** Where an index keeps what it made of a namespace, so that the next process need not make it again. */
export interface IndexCache {
  /** What was last written for a namespace, or nothing. Never throws. */
  read(namespace: string): Uint8Array | undefined;
  /** Replaces what was written for it. Nobody waits for it; losing it costs time only. Never throws. */
  write(namespace: string, bytes: Uint8Array): void;
}

/** A namespace of fewer tools is indexed in the time that a file takes. */
const MIN_CACHED_TOOLS = 200;

/** Adds a namespace that is not there: from the cache where that has this version of it, else by its words, into the cache. */
export function addCachedBlock(
  index: InvertedIndex,
  namespace: IndexedNamespace,
  { parameters, cache }: { readonly parameters: RankingParameters; readonly cache: IndexCache },
): void {
  const { name, tools } = namespace;
  const isCached = tools.length >= MIN_CACHED_TOOLS;
  const bytes = isCached ? cache.read(name) : undefined;
  const loaded = bytes && loadIndex(bytes, [namespace], parameters);
  if (loaded?.blocks.has(name) === true) {
    adoptBlock(index, name, loaded);
    return;
  }
  addBlock(index, name, { tools, parameters });
  if (isCached) {
    cache.write(name, saveIndex(index, [namespace], parameters));
  }
}
