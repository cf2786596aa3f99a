/** Keeps the best of many documents, in a heap whose top is the worst of those kept. */
export interface BestDocuments {
  /** Offers a document. */
  offer(document: number, score: number): void;
  /** The documents kept, best first; equal scores in the order of `isBefore`. */
  take(): readonly { readonly document: number; readonly score: number }[];
}

interface Kept {
  readonly document: number;
  readonly score: number;
}

/** Room for `capacity` documents. `isBefore` decides between equal scores. */
export function createBestDocuments(capacity: number, isBefore: (a: number, b: number) => boolean): BestDocuments {
  const heap: Kept[] = [];
  const isBetter = (a: Kept, b: Kept): boolean =>
    a.score > b.score || (a.score === b.score && isBefore(a.document, b.document));

  function sink(start: number): void {
    let parent = start;
    for (;;) {
      let worst = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        worst = child < heap.length && isBetter(at(worst), at(child)) ? child : worst;
      }
      if (worst === parent) {
        return;
      }
      swap(parent, worst);
      parent = worst;
    }
  }

  function rise(start: number): void {
    let child = start;
    while (child > 0) {
      const parent = (child - 1) >>> 1;
      if (!isBetter(at(parent), at(child))) {
        return;
      }
      swap(parent, child);
      child = parent;
    }
  }

  function at(position: number): Kept {
    return heap[position] ?? { document: -1, score: -Infinity };
  }

  function swap(a: number, b: number): void {
    const kept = at(a);
    heap[a] = at(b);
    heap[b] = kept;
  }

  return {
    offer(document, score) {
      const kept = { document, score };
      if (heap.length < capacity) {
        heap.push(kept);
        rise(heap.length - 1);
      } else if (capacity > 0 && score >= at(0).score && isBetter(kept, at(0))) {
        heap[0] = kept;
        sink(0);
      }
    },
    take: () => heap.toSorted((a, b) => (isBetter(a, b) ? -1 : 1)),
  };
}
