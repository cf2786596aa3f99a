/** Where one word stands, by ascending document number. An entry is the number times 256 plus a frequency's code. */
interface PostingList {
  entries: Uint32Array;
  length: number;
}

/** Entries to read: those before `length`. */
type Postings = Readonly<PostingList>;

/** A range of document numbers: from `first`, as many as `count`. */
interface DocumentRange {
  readonly first: number;
  readonly count: number;
}

/** Where each word stands, by the word's number. */
export interface PostingLists {
  get(term: number): Postings;
  /** Adds an entry behind the others. Its document's number is the highest so far. */
  append(term: number, document: number, code: number): void;
  /** Takes a range of documents out of a word's list. Answers whether anything is left. */
  cut(term: number, range: DocumentRange): boolean;
  /** Gives every document another number, in the same order. */
  renumber(numbers: Uint32Array): void;
  /** Puts a word's whole list in its place. */
  set(term: number, entries: Uint32Array): void;
}

const NOTHING: PostingList = { entries: new Uint32Array(0), length: 0 };

/** Empty lists. */
export function createPostingLists(): PostingLists {
  const lists: PostingList[] = [];
  return {
    get: (term) => lists[term] ?? NOTHING,
    append(term, document, code) {
      const list = (lists[term] ??= { ...NOTHING });
      if (list.length === list.entries.length) {
        const grown = new Uint32Array(list.length + (list.length >>> 1) + 2);
        grown.set(list.entries);
        list.entries = grown;
      }
      list.entries[list.length] = document * 256 + code;
      list.length += 1;
    },
    cut(term, { first, count }) {
      const list = lists[term];
      if (list === undefined) {
        return false;
      }
      const start = lowerBound(list, first * 256);
      const end = lowerBound(list, (first + count) * 256);
      list.entries.copyWithin(start, end, list.length);
      list.length -= end - start;
      if (list.length === 0) {
        list.entries = NOTHING.entries;
      }
      return list.length > 0;
    },
    renumber(numbers) {
      for (const { entries, length } of lists) {
        for (let position = 0; position < length; position += 1) {
          const entry = entries[position] ?? 0;
          entries[position] = (numbers[entry >>> 8] ?? 0) * 256 + (entry & 255);
        }
      }
    },
    set(term, entries) {
      lists[term] = { entries, length: entries.length };
    },
  };
}

/** The position of the first entry that is not less than `entry`. */
function lowerBound({ entries, length }: PostingList, entry: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] ?? 0) < entry) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
