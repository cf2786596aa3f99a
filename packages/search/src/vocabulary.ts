import { letterSet, nearWords } from "./near-words.ts";
import type { WordPool } from "./near-words.ts";
import { stem } from "./text/stem.ts";

/** The words of an index, numbered. A number is used again once its word is gone. */
export interface Vocabulary {
  readonly size: number;
  idOf(word: string): number | undefined;
  wordOf(id: number): string;
  /** The numbers of all words of that stem. */
  idsOfStem(stem: string): readonly number[];
  /** The word's number, a new one if need be. Its stem, where that is known, saves finding it. */
  add(word: string, stemmed?: string): number;
  remove(id: number): void;
  /** The two words that a compound is made of: `list` and `issues` of `listissues`. */
  halves(word: string): readonly string[];
  /** The numbers of at most `limit` words that start like `word`, or that it may be a misspelling of. */
  near(word: string, limit: number): readonly number[];
}

/** An empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const ids = new Map<string, number>();
  const words: (string | undefined)[] = [];
  const stems = createGroups<number>();
  const pools = new Map<string, WordPool>();
  const free: number[] = [];
  return {
    get size() {
      return ids.size;
    },
    idOf: (word) => ids.get(word),
    wordOf: (id) => words[id] ?? "",
    idsOfStem: (stemmed) => [...stems.get(stemmed)],
    halves: (word) => halvesOf(word, ids),
    near(word, limit) {
      const pool = pools.get(word.slice(0, 1));
      return pool === undefined ? [] : nearWords(word, pool, limit).map((near) => ids.get(near) ?? -1);
    },
    add(word, stemmed) {
      const known = ids.get(word);
      if (known !== undefined) {
        return known;
      }
      const id = free.pop() ?? words.length;
      words[id] = word;
      ids.set(word, id);
      stems.add(stemmed ?? stem(word), id);
      addToPool(pools, word);
      return id;
    },
    remove(id) {
      const word = words[id];
      if (word === undefined) {
        return;
      }
      words[id] = undefined;
      ids.delete(word);
      stems.remove(stem(word), id);
      removeFromPool(pools, word);
      free.push(id);
    },
  };
}

/** Of all ways to cut a word into two known ones, the one nearest to its middle. */
function halvesOf(word: string, known: ReadonlyMap<string, number>): readonly string[] {
  const cuts = Array.from({ length: Math.max(0, word.length - 3) }, (_, offset) => offset + 2);
  const fitting = cuts.filter((cut) => known.has(word.slice(0, cut)) && known.has(word.slice(cut)));
  const [best] = fitting.toSorted((a, b) => Math.abs(a - word.length / 2) - Math.abs(b - word.length / 2));
  return best === undefined ? [] : [word.slice(0, best), word.slice(best)];
}

function addToPool(pools: Map<string, WordPool>, word: string): void {
  const pool = pools.get(word.slice(0, 1)) ?? { words: [], letters: [] };
  pools.set(word.slice(0, 1), pool);
  pool.words.push(word);
  pool.letters.push(letterSet(word));
}

/** Puts the last word in the place of the one that goes. */
function removeFromPool(pools: Map<string, WordPool>, word: string): void {
  const pool = pools.get(word.slice(0, 1));
  const position = pool?.words.indexOf(word) ?? -1;
  const lastWord = pool?.words.pop();
  const lastLetters = pool?.letters.pop();
  if (pool !== undefined && lastWord !== undefined && lastLetters !== undefined && position < pool.words.length) {
    pool.words[position] = lastWord;
    pool.letters[position] = lastLetters;
  }
}

/** Members by key. Most keys have one, which is kept without a set around it. */
function createGroups<T extends number>() {
  const groups = new Map<string, T | Set<T>>();
  return {
    get(key: string): Iterable<T> {
      const group = groups.get(key);
      if (group instanceof Set) {
        return group;
      }
      return group === undefined ? [] : [group];
    },
    add(key: string, member: T): void {
      const group = groups.get(key);
      if (group instanceof Set) {
        group.add(member);
      } else {
        groups.set(key, group === undefined ? member : new Set([group, member]));
      }
    },
    remove(key: string, member: T): void {
      const group = groups.get(key);
      if (group instanceof Set && group.size > 1) {
        group.delete(member);
      } else {
        groups.delete(key);
      }
    },
  };
}
