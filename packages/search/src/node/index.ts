// The index on disk
export { loadIndexFile, saveIndexFile } from "./index-file.ts";
// Embeddings on disk
export { createEmbeddingFileCache } from "./embedding-cache.ts";
