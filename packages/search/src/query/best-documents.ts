/** A document and its score. */
interface ScoredDocument {
  readonly document: number;
  readonly score: number;
}

/** Keeps the best of many documents, in a heap whose top is the worst of those kept. */
export interface BestDocuments {
  /** A document with a lower score is not worth offering. */
  readonly floor: number;
  offer(document: number, score: number): void;
  /** The documents kept, best first; equal scores in the order of `isBefore`. */
  take(): readonly ScoredDocument[];
}

/** Room for `capacity` documents, at least one. `isBefore` decides between equal scores. */
export function createBestDocuments(capacity: number, isBefore: (a: number, b: number) => boolean): BestDocuments {
  const heap: ScoredDocument[] = [];
  const isBetter = (a: ScoredDocument, b: ScoredDocument): boolean =>
    a.score > b.score || (a.score === b.score && isBefore(a.document, b.document));
  return {
    get floor() {
      return heap.length < capacity ? 0 : (heap[0]?.score ?? 0);
    },
    offer(document, score) {
      const offered = { document, score };
      if (heap.length < capacity) {
        rise(heap, heap.push(offered) - 1, isBetter);
      } else if (heap[0] !== undefined && isBetter(offered, heap[0])) {
        heap[0] = offered;
        sink(heap, isBetter);
      }
    },
    take: () => heap.toSorted((a, b) => (isBetter(a, b) ? -1 : 1)),
  };
}

type Compare = (a: ScoredDocument, b: ScoredDocument) => boolean;

/** Moves the last one up until its parent is worse. */
function rise(heap: ScoredDocument[], start: number, isBetter: Compare): void {
  let position = start;
  const moved = heap[start];
  while (position > 0) {
    const parent = heap[(position - 1) >>> 1];
    if (moved === undefined || parent === undefined || !isBetter(parent, moved)) {
      return;
    }
    heap[position] = parent;
    position = (position - 1) >>> 1;
    heap[position] = moved;
  }
}

/** Moves the top one down until both children are better. */
function sink(heap: ScoredDocument[], isBetter: Compare): void {
  let position = 0;
  for (;;) {
    const moved = heap[position];
    const left = heap[2 * position + 1];
    const right = heap[2 * position + 2];
    const isRight = left !== undefined && right !== undefined && isBetter(left, right);
    const worst = isRight ? right : left;
    if (moved === undefined || worst === undefined || !isBetter(moved, worst)) {
      return;
    }
    heap[position] = worst;
    position = 2 * position + (isRight ? 2 : 1);
    heap[position] = moved;
  }
}
