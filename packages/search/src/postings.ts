/** Where a term stands: documents by number, each with the weighted and length-normalised frequency of the term there. */
interface PostingList {
  readonly documents: number[];
  readonly frequencies: number[];
  /** Documents of the list that are still there. */
  live: number;
}

/** Terms and where they stand. Documents are numbered as they come; removed ones stay in lists until they are too many. */
export interface Postings {
  readonly terms: ReadonlyMap<string, PostingList>;
  add(document: number, frequencies: ReadonlyMap<string, number>): void;
  /** Counts a document's terms out; its entries stay in the lists. */
  remove(terms: Iterable<string>): void;
}

/** An empty set of postings. */
export function createPostings(): Postings {
  const terms = new Map<string, PostingList>();
  return {
    terms,
    add(document, frequencies) {
      for (const [term, frequency] of frequencies) {
        let list = terms.get(term);
        if (list === undefined) {
          list = { documents: [], frequencies: [], live: 0 };
          terms.set(term, list);
        }
        list.documents.push(document);
        list.frequencies.push(frequency);
        list.live += 1;
      }
    },
    remove(removed) {
      for (const term of removed) {
        const list = terms.get(term);
        if (list !== undefined) {
          list.live -= 1;
        }
        if (list?.live === 0) {
          terms.delete(term);
        }
      }
    },
  };
}
