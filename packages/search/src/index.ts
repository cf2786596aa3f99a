// The index
export { createSearchIndex } from "./search-index.ts";
export type { SearchIndexOptions, ToolSearchIndex } from "./search-index.ts";
export type { IndexCache } from "./persistence/cached-block.ts";
// What decides the order
export { RANKING_PARAMETERS } from "./parameters.ts";
export type { FieldName, FieldParameters, RankingParameters } from "./parameters.ts";
// Ranking by meaning as well
export { createOpenAiEmbedder } from "./hybrid/open-ai-embedder.ts";
export type { OpenAiEmbedderOptions } from "./hybrid/open-ai-embedder.ts";
export { cacheEmbeddings } from "./hybrid/embedder.ts";
export type { Embedder, EmbeddingCache } from "./hybrid/embedder.ts";
export type { HybridOptions } from "./hybrid/vector-index.ts";
