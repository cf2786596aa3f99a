/** Turns texts into vectors whose cosine says how near two texts are in meaning. */
export interface Embedder {
  /** Names the model and whatever else decides its vectors: those of one name compare with each other. */
  readonly model: string;
  /**
   * One vector for each text, in their order, all of one length.
   * @throws {PosternError} SOURCE_UNAVAILABLE, UNAUTHORIZED, UPSTREAM_ERROR, CALL_LIMIT (a budget is used up), ABORTED
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
}

/** Keeps vectors by model and text. */
export interface EmbeddingCache {
  /** The vectors that are there, in the texts' order. */
  get(model: string, texts: readonly string[]): Promise<readonly (Float32Array | undefined)[]>;
  /** Keeps a vector for each text. */
  set(model: string, texts: readonly string[], vectors: readonly Float32Array[]): Promise<void>;
}

/** The same embedder, which is asked only for texts that the cache does not have. */
export function cacheEmbeddings(embedder: Embedder, cache: EmbeddingCache): Embedder {
  return {
    model: embedder.model,
    async embed(texts, signal) {
      const known = await cache.get(embedder.model, texts);
      const missing = [...new Set(texts.filter((_, position) => known[position] === undefined))];
      if (missing.length === 0) {
        return known.filter((vector) => vector !== undefined);
      }
      const vectors = await embedder.embed(missing, signal);
      await cache.set(embedder.model, missing, vectors);
      const made = new Map(missing.map((text, position) => [text, vectors[position]]));
      return texts.flatMap((text, position) => known[position] ?? made.get(text) ?? []);
    },
  };
}
