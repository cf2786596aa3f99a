import type { CatalogTool } from "@postern/core";
import { cacheEmbeddings } from "./embedder.ts";
import type { Embedder, EmbeddingCache } from "./embedder.ts";
import { createQuestionVectors } from "./question-vectors.ts";
import { createToolVectors } from "./tool-vectors.ts";
import type { ToolVectors } from "./tool-vectors.ts";
import { dotProduct } from "./vector-math.ts";

/** How meaning takes part in ranking, beside words. */
export interface HybridOptions {
  readonly embedder: Embedder;
  /** Keeps the tools' vectors, so that a tool is embedded once. Questions are not kept. Default: none. */
  readonly cache?: EmbeddingCache;
  /** Milliseconds that a question waits for its vector; then words alone answer, and say so. Default 2,000. */
  readonly queryTimeoutMs?: number;
}

/** How near each tool is to a question, or why that is not known. */
export type VectorRanking =
  | { readonly status: "ready"; readonly tools: readonly CatalogTool[]; readonly notice?: string }
  | { readonly status: "failed"; readonly notice: string };

/** Tools by meaning. */
export interface VectorIndex {
  replace(namespace: string, tools: readonly CatalogTool[]): void;
  remove(namespace: string): void;
  /** The tools nearest to a question, nearest first, of those that pass. Never rejects. */
  rank(question: string, options: NearestOptions): Promise<VectorRanking>;
  /** Resolves when no vectors are being made. */
  idle(): Promise<void>;
}

interface NearestOptions {
  readonly limit: number;
  readonly passes: (tool: CatalogTool) => boolean;
}

/** Vectors compared before other work gets its turn: about 5 ms at 1,536 dimensions. */
const COMPARED_AT_ONCE = 4000;

/** An empty vector index. */
export function createVectorIndex({ embedder, cache, queryTimeoutMs = 2000 }: HybridOptions): VectorIndex {
  const tools = createToolVectors(cache === undefined ? embedder : cacheEmbeddings(embedder, cache));
  const questionVector = createQuestionVectors(embedder, queryTimeoutMs);
  return {
    replace: (namespace, members) => tools.replace(namespace, members),
    remove: (namespace) => tools.remove(namespace),
    idle: () => tools.idle(),
    async rank(question, options) {
      tools.start();
      if (tools.failure !== undefined && tools.vectors.size === 0) {
        return byWordsOnly(tools.failure);
      }
      const vector = await questionVector(question);
      if (typeof vector === "string") {
        return byWordsOnly(vector);
      }
      const found = await nearest(vector, tools.vectors, options);
      const notice = pendingNotice(tools);
      return tools.pendingCount === 0 ? { status: "ready", tools: found } : { status: "ready", tools: found, notice };
    },
  };
}

function pendingNotice({ pendingCount, vectors, failure }: ToolVectors): string {
  const count = `${pendingCount} of ${pendingCount + vectors.size} tools`;
  return `Not embedded yet, so found by words only: ${count}.${failure === undefined ? "" : ` ${failure}`}`;
}

function byWordsOnly(reason: string): VectorRanking {
  return { status: "failed", notice: `Found by words only: ${reason}` };
}

/** The tools with the highest cosine. Lets other work have its turn every few thousand. */
async function nearest(
  question: Float32Array,
  vectors: ReadonlyMap<CatalogTool, Float32Array>,
  { limit, passes }: NearestOptions,
): Promise<readonly CatalogTool[]> {
  const scored: { readonly tool: CatalogTool; readonly score: number }[] = [];
  let compared = 0;
  for (const [tool, vector] of vectors) {
    if (passes(tool) && vector.length === question.length) {
      scored.push({ tool, score: dotProduct(question, vector) });
    }
    compared += 1;
    if (compared % COMPARED_AT_ONCE === 0) {
      await new Promise((resolve) => {
        setTimeout(resolve);
      });
    }
  }
  scored.sort((a, b) => b.score - a.score || (a.tool.expression < b.tool.expression ? -1 : 1));
  return scored
    .map(({ tool }) => tool)
    .filter((tool) => vectors.has(tool))
    .slice(0, limit);
}
