import type { RankingParameters } from "../parameters.ts";
import { stem } from "../text/stem.ts";
import { synonymsOf } from "../text/synonyms.ts";
import type { Vocabulary } from "../vocabulary.ts";

/** A word of the index that answers a word of the question, and what it counts beside it. */
export interface Alternative {
  readonly term: number;
  readonly weight: number;
}

interface AlternativesContext {
  readonly vocabulary: Vocabulary;
  readonly parameters: RankingParameters;
  /** Gets the stems of whatever is found. */
  readonly stems: Set<string>;
}

const MAX_NEAR_WORDS = 16;

/** The words of the index that answer a word: itself, other forms of its stem, what is near to it, synonyms. */
export function alternativesOf(word: string, { vocabulary, parameters, stems }: AlternativesContext): Alternative[] {
  const weights = new Map<number, number>();
  const stemmed = stem(word);
  const put = (formsOf: string, weightOf: (term: number) => number): void => {
    stems.add(formsOf);
    for (const term of vocabulary.idsOfStem(formsOf)) {
      weights.set(term, Math.max(weights.get(term) ?? 0, weightOf(term)));
    }
  };
  put(stemmed, (term) => (vocabulary.wordOf(term) === word ? 1 : parameters.stemWeight));
  for (const near of weights.size > 0 ? [] : vocabulary.near(word, MAX_NEAR_WORDS)) {
    put(stem(vocabulary.wordOf(near)), () => parameters.nearWeight);
  }
  for (const { stems: synonym, isSame } of synonymsOf([stemmed])) {
    const [only] = synonym;
    if (only !== undefined && synonym.length === 1) {
      put(only, () => (isSame ? parameters.sameWeight : parameters.synonymWeight));
    }
  }
  return [...weights].map(([term, weight]) => ({ term, weight }));
}
