import { errorMessage } from "@postern/core";
import type { Embedder } from "./embedder.ts";
import { normalise } from "./vector-math.ts";

/** Questions whose vectors are kept, so that further pages ask for none. */
const KEPT = 100;
/** Characters of a question that are embedded. */
const MAX_CHARACTERS = 2000;

/** Answers a question's vector, of length 1, or why there is none. Never rejects. */
export function createQuestionVectors(
  embedder: Embedder,
  timeoutMs: number,
): (question: string) => Promise<Float32Array | string> {
  const kept = new Map<string, Float32Array>();
  return async (question) => {
    const text = question.slice(0, MAX_CHARACTERS);
    const known = kept.get(text);
    if (known !== undefined) {
      return known;
    }
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const [vector] = await embedder.embed([text], signal);
      if (vector === undefined) {
        return "The embedder answered no vector.";
      }
      const unit = normalise(vector);
      kept.set(text, unit);
      for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) {
        kept.delete(oldest);
      }
      return unit;
    } catch (error) {
      return signal.aborted ? `The embedding service did not answer in ${timeoutMs} ms.` : errorMessage(error);
    }
  };
}
