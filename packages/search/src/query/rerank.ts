import type { CatalogTool } from "@postern/core";
import type { InvertedIndex } from "../inverted-index.ts";
import type { RankingParameters } from "../parameters.ts";
import { splitWords } from "../text/split-words.ts";
import { stem } from "../text/stem.ts";
import type { QueryPlan } from "./plan-query.ts";

/** How much of a tool's name the question covers, from 0 to 1, by how rare the name's words are. */
function nameCoverage({ tool }: CatalogTool, plan: QueryPlan, index: InvertedIndex): number {
  let covered = 0;
  let whole = 0;
  for (const word of new Set(splitWords(tool.name))) {
    const id = index.vocabulary.idOf(word);
    const count = id === undefined ? 0 : index.lists.get(id).length;
    const weight = Math.log(1 + (index.size - count + 0.5) / (count + 0.5));
    whole += weight;
    covered += plan.stems.has(stem(word)) ? weight : 0;
  }
  return whole === 0 ? 0 : covered / whole;
}

/** What a candidate's score is multiplied by, for what only a look at the tool itself tells. */
export function rerankFactor(
  entry: CatalogTool,
  plan: QueryPlan,
  { index, parameters }: { readonly index: InvertedIndex; readonly parameters: RankingParameters },
): number {
  return 1 + parameters.nameCoverage * nameCoverage(entry, plan, index);
}
