import { letterSet, nearWords } from "./near-words.ts";
import { stem } from "./text/stem.ts";

/** The words of an index, numbered. A number is used again once its word is gone. */
export interface Vocabulary {
  readonly size: number;
  idOf(word: string): number | undefined;
  wordOf(id: number): string;
  /** The numbers of all words of that stem. */
  idsOfStem(stem: string): readonly number[];
  add(word: string): number;
  remove(id: number): void;
  /** Words that start with `prefix`, or, failing that, words within the edit distance that fits its length. */
  near(word: string, limit: number): readonly number[];
}

/** An empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const ids = new Map<string, number>();
  const words: (string | undefined)[] = [];
  const stems = new Map<string, number[]>();
  const free: number[] = [];
  let letters = new Uint32Array(1024);
  return {
    get size() {
      return ids.size;
    },
    idOf: (word) => ids.get(word),
    wordOf: (id) => words[id] ?? "",
    idsOfStem: (stemmed) => stems.get(stemmed) ?? [],
    add(word) {
      const known = ids.get(word);
      if (known !== undefined) {
        return known;
      }
      const id = free.pop() ?? words.length;
      if (id >= letters.length) {
        const grown = new Uint32Array(letters.length * 2);
        grown.set(letters);
        letters = grown;
      }
      ids.set(word, id);
      words[id] = word;
      letters[id] = letterSet(word);
      const stemmed = stem(word);
      const siblings = stems.get(stemmed);
      if (siblings === undefined) {
        stems.set(stemmed, [id]);
      } else {
        siblings.push(id);
      }
      return id;
    },
    remove(id) {
      const word = words[id];
      if (word === undefined) {
        return;
      }
      const stemmed = stem(word);
      const siblings = (stems.get(stemmed) ?? []).filter((other) => other !== id);
      if (siblings.length > 0) {
        stems.set(stemmed, siblings);
      } else {
        stems.delete(stemmed);
      }
      ids.delete(word);
      words[id] = undefined;
      letters[id] = 0;
      free.push(id);
    },
    near: (word, limit) => nearWords(word, { words, letters, limit }),
  };
}
