// The index
export { createSearchIndex } from "./search-index.ts";
export type { PersistentSearchIndex, SearchIndexOptions } from "./search-index.ts";
// What decides the order
export { RANKING_PARAMETERS } from "./parameters.ts";
export type { FieldName, FieldParameters, RankingParameters } from "./parameters.ts";
