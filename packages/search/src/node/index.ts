// The index on disk
export { createIndexFileCache } from "./index-cache.ts";
export type { IndexFileCache } from "./index-cache.ts";
export { loadIndexFile, saveIndexFile } from "./index-file.ts";
// Embeddings on disk
export { createEmbeddingFileCache } from "./embedding-cache.ts";
