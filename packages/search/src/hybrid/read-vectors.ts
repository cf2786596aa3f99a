/**
 * The vectors of an answer to `POST /v1/embeddings`, in the order of the texts. Nothing where the answer is not that many
 * vectors of one length.
 */
export function readVectors(answer: unknown, count: number): readonly Float32Array[] | undefined {
  const items = isRecord(answer) && Array.isArray(answer["data"]) ? (answer["data"] as readonly unknown[]) : [];
  const vectors = new Map<number, Float32Array>();
  items.forEach((item, position) => {
    if (isRecord(item) && Array.isArray(item["embedding"])) {
      const index = typeof item["index"] === "number" ? item["index"] : position;
      vectors.set(index, Float32Array.from(item["embedding"] as readonly number[]));
    }
  });
  const ordered = Array.from({ length: count }, (_, index) => vectors.get(index)).filter(
    (vector) => vector !== undefined && vector.length > 0 && vector.every(Number.isFinite),
  );
  const lengths = new Set(ordered.map((vector) => vector?.length));
  return ordered.length === count && lengths.size <= 1 ? ordered.flatMap((vector) => vector ?? []) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
