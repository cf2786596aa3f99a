import type { RankingParameters } from "../parameters.ts";
import { actionsOf } from "../text/actions.ts";
import type { Action } from "../text/actions.ts";
import { splitWords } from "../text/split-words.ts";
import { stem } from "../text/stem.ts";
import { STOP_WORDS } from "../text/stop-words.ts";
import { MAX_PHRASE_WORDS, synonymsOf } from "../text/synonyms.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { alternativesOf } from "./alternatives.ts";
import type { Alternative } from "./alternatives.ts";
import { splitParts } from "./split-parts.ts";

/** A word of the question. Its alternatives count together as one word. */
export interface PlannedWord {
  readonly weight: number;
  /** Bits of the parts that the word stands in. */
  parts: number;
  readonly alternatives: readonly Alternative[];
}

/** What to look for. */
export interface QueryPlan {
  readonly words: readonly PlannedWord[];
  /** How many parts are scored on their own; none where the question has only one. */
  readonly partCount: number;
  /** What the question wants done. */
  readonly actions: ReadonlySet<Action>;
  /** Every word and stem that the question covers, for names. */
  readonly stems: ReadonlySet<string>;
}

const MAX_TEXT_LENGTH = 4000;
const MAX_WORDS = 64;
const MAX_PARTS = 8;

/** Reads a question: drops what carries no meaning, and finds what in the vocabulary stands for the rest. */
export function planQuery(text: string, vocabulary: Vocabulary, parameters: RankingParameters): QueryPlan {
  const planner = createPlanner(vocabulary, parameters);
  const parts = splitParts(text.slice(0, MAX_TEXT_LENGTH)).map((part) => splitWords(part));
  const isEmpty = parts.every((words) => words.every((word) => STOP_WORDS.has(word)));
  let partCount = 0;
  for (const words of parts) {
    const kept = isEmpty ? words : words.filter((word) => !STOP_WORDS.has(word));
    const isPart = new Set(kept).size > 1 && partCount < MAX_PARTS;
    planner.addPart(words, kept, isPart ? 1 << partCount : 0);
    partCount += isPart ? 1 : 0;
  }
  return {
    words: planner.words(),
    partCount: partCount > 1 ? partCount : 0,
    actions: actionsOf(parts.flat().map(stem)),
    stems: planner.stems,
  };
}

function createPlanner(vocabulary: Vocabulary, parameters: RankingParameters) {
  const planned = new Map<string, PlannedWord>();
  const stems = new Set<string>();

  function add(word: string, weight: number, parts: number): void {
    const known = planned.get(word);
    if (known !== undefined) {
      known.parts |= parts;
    } else if (planned.size < MAX_WORDS) {
      const alternatives = alternativesOf(word, { vocabulary, parameters, stems });
      planned.set(word, { weight, parts, alternatives });
      const halves = alternatives.length > 0 ? [] : vocabulary.halves(word);
      halves.forEach((half) => add(half, weight, parts));
    }
  }

  /** Phrases that stand for a word or another phrase: their words are looked for as well. */
  function addPhrases(words: readonly string[], parts: number): void {
    for (const { phrase, length } of phrasesOf(words.map(stem))) {
      for (const { stems: synonym, isSame } of synonymsOf(phrase)) {
        const others = length === 1 && synonym.length === 1 ? [] : synonym;
        const weight = isSame ? parameters.sameWeight : parameters.synonymWeight;
        others.forEach((other) => add(other, weight, parts));
      }
    }
  }

  return {
    stems,
    words: () => [...planned.values()].filter((word) => word.alternatives.length > 0),
    addPart(words: readonly string[], kept: readonly string[], parts: number): void {
      for (const word of kept) {
        add(word, /^\p{N}+$/u.test(word) ? parameters.numberWeight : 1, parts);
      }
      addPhrases(words, parts);
    },
  };
}

/** Every run of words that may be a phrase. */
function* phrasesOf(
  words: readonly string[],
): Iterable<{ readonly phrase: readonly string[]; readonly length: number }> {
  for (let start = 0; start < words.length; start += 1) {
    for (let length = 1; length <= MAX_PHRASE_WORDS && start + length <= words.length; length += 1) {
      yield { phrase: words.slice(start, start + length), length };
    }
  }
}
