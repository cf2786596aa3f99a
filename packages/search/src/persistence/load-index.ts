import type { CatalogTool } from "@postern/core";
import { createInvertedIndex, removeBlock } from "../inverted-index.ts";
import type { InvertedIndex } from "../inverted-index.ts";
import type { RankingParameters } from "../parameters.ts";
import { unpack } from "./container.ts";
import { FORMAT } from "./save-index.ts";
import type { IndexedNamespace, SavedHeader } from "./save-index.ts";

/**
 * The saved index with these namespaces' tools in it: those of the namespaces that still have the version they were saved
 * with. Nothing where the bytes are not a whole index of this format made with these parameters.
 */
export function loadIndex(
  bytes: Uint8Array,
  namespaces: readonly IndexedNamespace[],
  parameters: RankingParameters,
): InvertedIndex | undefined {
  const content = unpack(bytes);
  if (content === undefined) {
    return undefined;
  }
  const header = JSON.parse(content.header) as SavedHeader;
  if (header.format !== FORMAT || JSON.stringify(header.parameters) !== JSON.stringify(parameters)) {
    return undefined;
  }
  const index = createInvertedIndex();
  header.words.forEach((word, number) => index.vocabulary.add(word, header.stems[number] || word));
  const stale = readBlocks(index, header, { namespaces, numbers: content.numbers });
  stale.forEach((namespace) => removeBlock(index, namespace));
  return index;
}

interface ReadOptions {
  readonly namespaces: readonly IndexedNamespace[];
  readonly numbers: Uint32Array;
}

/** Fills the lists and the blocks. Answers the namespaces whose tools are others now. */
function readBlocks(
  index: InvertedIndex,
  header: SavedHeader,
  { namespaces, numbers }: ReadOptions,
): readonly string[] {
  const stale: string[] = [];
  let position = 0;
  for (const { namespace, version, toolCount, termCount } of header.blocks) {
    const current = namespaces.find(({ name }) => name === namespace);
    const isCurrent = current?.version === version && current.tools.length === toolCount;
    const tools: readonly CatalogTool[] = isCurrent ? current.tools : Array.from({ length: toolCount });
    const terms = numbers.slice(position, position + termCount);
    position += termCount;
    index.blocks.set(namespace, { first: index.documents.length, tools, terms });
    for (const tool of tools) {
      index.documents.push(tool);
    }
    index.size += toolCount;
    if (!isCurrent) {
      stale.push(namespace);
    }
  }
  let start = position + header.words.length;
  for (let term = 0; term < header.words.length; term += 1) {
    const end = start + (numbers[position + term] ?? 0);
    index.lists.set(term, numbers.subarray(start, end));
    start = end;
  }
  return stale;
}
