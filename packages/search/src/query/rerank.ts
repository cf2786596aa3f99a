import type { CatalogTool } from "@postern/core";
import type { InvertedIndex } from "../inverted-index.ts";
import type { RankingParameters } from "../parameters.ts";
import { actionsOf, agreement } from "../text/actions.ts";
import type { Action } from "../text/actions.ts";
import { splitWords } from "../text/split-words.ts";
import { stem } from "../text/stem.ts";
import type { QueryPlan } from "./plan-query.ts";

interface RerankContext {
  readonly index: InvertedIndex;
  readonly parameters: RankingParameters;
}

/** What a candidate's score is multiplied by, for what only a look at the tool itself tells. */
export function rerankFactor({ tool }: CatalogTool, plan: QueryPlan, { index, parameters }: RerankContext): number {
  const words = splitWords(tool.name, "identifier");
  const coverage = nameCoverage(words, plan, index);
  const [own = actionOfDescription(tool.description)] = actionsOf(words.map(stem));
  const agreed = agreement(plan.actions, own, tool.annotations);
  return (1 + parameters.nameCoverage * coverage) * (1 + parameters.verbAgreement * agreed);
}

/** How much of a tool's name the question covers, from 0 to 1, by how rare the name's words are. */
function nameCoverage(words: readonly string[], plan: QueryPlan, index: InvertedIndex): number {
  let covered = 0;
  let whole = 0;
  for (const word of new Set(words)) {
    const id = index.vocabulary.idOf(word);
    const count = id === undefined ? 0 : index.lists.get(id).length;
    const weight = Math.log(1 + (index.size - count + 0.5) / (count + 0.5));
    whole += weight;
    covered += plan.stems.has(stem(word)) ? weight : 0;
  }
  return whole === 0 ? 0 : covered / whole;
}

/** What a description says first: "Creates a …". */
function actionOfDescription(description = ""): Action | undefined {
  const [first = ""] = /\p{L}+/u.exec(description.slice(0, 80)) ?? [];
  const [action] = actionsOf([stem(first.toLowerCase())]);
  return action;
}
