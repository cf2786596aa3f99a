/** What of a tool is searched. */
export const FIELDS = [
  "namespace",
  "name",
  "title",
  "description",
  "parameters",
  "parameterDescriptions",
  "output",
  "tags",
] as const;

/** The name of a searched field. */
export type FieldName = (typeof FIELDS)[number];

/** How a field counts. */
export interface FieldParameters {
  /** How much a word there counts beside one in the description. */
  readonly weight: number;
  /** How many words the field usually has. In a longer one each counts for less. */
  readonly typicalWords: number;
}

/**
 * Everything that decides the order of matches. One set of values for every catalog; docs/search-quality.md says how
 * they were chosen and what each is worth.
 */
export interface RankingParameters {
  readonly fields: Readonly<Record<FieldName, FieldParameters>>;
  /** BM25F's k1: the weighted frequency at which a word has half its full effect. */
  readonly saturation: number;
  /** BM25F's b, from 0 to 1: how much a field's length tells. */
  readonly lengthNormalisation: number;
  /** What another form of the same stem counts beside the word itself: `issues` for `issue`. */
  readonly stemWeight: number;
  /** What the short or long form of the same thing counts: `repository` for `repo`. */
  readonly sameWeight: number;
  /** What a synonym counts beside the word itself: `remove` for `delete`. */
  readonly synonymWeight: number;
  /** What a word found by prefix or in spite of a typo counts beside the word itself. */
  readonly nearWeight: number;
  /** What a number in the question counts beside a word. */
  readonly numberWeight: number;
  /** How much the best tool for one part of a question gains, as a share of the best score for the whole. */
  readonly partWeight: number;
  /** How much a name that the question covers gains. */
  readonly nameCoverage: number;
  /** How much a tool gains that does what the question's verb says, and loses that does another thing. */
  readonly verbAgreement: number;
}

/** The values in use. */
export const RANKING_PARAMETERS: RankingParameters = {
  fields: {
    namespace: { weight: 1, typicalWords: 2 },
    name: { weight: 2, typicalWords: 3 },
    title: { weight: 2, typicalWords: 4 },
    description: { weight: 1, typicalWords: 20 },
    parameters: { weight: 0.5, typicalWords: 5 },
    parameterDescriptions: { weight: 0.5, typicalWords: 40 },
    output: { weight: 0.25, typicalWords: 40 },
    tags: { weight: 1, typicalWords: 2 },
  },
  saturation: 1,
  lengthNormalisation: 0.75,
  stemWeight: 0.4,
  sameWeight: 0.8,
  synonymWeight: 0.3,
  nearWeight: 0.5,
  numberWeight: 0.5,
  partWeight: 0.5,
  nameCoverage: 0.3,
  verbAgreement: 0.1,
};
