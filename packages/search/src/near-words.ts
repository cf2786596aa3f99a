/** Words with their letters, in no order. */
export interface WordPool {
  readonly words: string[];
  /** By `letterSet`, at the same position. */
  readonly letters: number[];
}

/** The letters of a word, one bit each. Every edit changes at most two of them. */
export function letterSet(word: string): number {
  let set = 0;
  for (let index = 0; index < word.length; index += 1) {
    set |= 1 << (word.charCodeAt(index) & 31);
  }
  return set;
}

/**
 * The words that start with `word` or, failing that, those within the edit distance that its length allows. Only the
 * nearest, shorter ones first. The first letter is taken to be right, as it mostly is in typos.
 */
export function nearWords(word: string, pool: WordPool, limit: number): readonly string[] {
  const letters = letterSet(word);
  let nearest = allowedDistance(word);
  let found: string[] = [];
  for (let position = 0; position < pool.words.length; position += 1) {
    const missing = bitCount(letters & ~(pool.letters[position] ?? 0));
    if (missing <= nearest) {
      const candidate = pool.words[position] ?? "";
      const distance = distanceOf(word, candidate, nearest);
      if (distance < nearest) {
        nearest = distance;
        found = [];
      }
      if (distance === nearest) {
        found.push(candidate);
      }
    }
  }
  return found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, limit);
}

/** 0 for a word that goes on where this one ends; otherwise the edits between them. */
function distanceOf(word: string, candidate: string, limit: number): number {
  const isPrefix = word.length >= MIN_PREFIX && candidate.startsWith(word);
  return isPrefix ? 0 : Math.max(1, boundedDistance(word, candidate, limit));
}

const MIN_PREFIX = 3;

/** Typos are forgiven from four letters on: one, and two from eight letters on. Numbers have none. */
function allowedDistance(word: string): number {
  if (word.length < 4 || /\p{N}/u.test(word)) {
    return 0;
  }
  return word.length < 8 ? 1 : 2;
}

function bitCount(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The edit distance with adjacent transpositions (optimal string alignment), or Infinity where it is over `limit`. */
function boundedDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) {
    return Infinity;
  }
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwap = cost === 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + cost,
          isSwap ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    if (Math.min(...current) > limit) {
      return Infinity;
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? Infinity;
}
