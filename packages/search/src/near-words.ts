/** The words among which near ones are looked for, and the letters of each. */
interface NearOptions {
  readonly words: readonly (string | undefined)[];
  readonly letters: Uint32Array;
  readonly limit: number;
}

/** The letters that a word has, one bit each: two words a few edits apart differ in few bits. */
export function letterSet(word: string): number {
  let set = 0;
  for (let index = 0; index < word.length; index += 1) {
    set |= 1 << (word.charCodeAt(index) & 31);
  }
  return set >>> 0;
}

/**
 * The numbers of the words that start with `word` or, failing that, of those within the edit distance that its length
 * allows. Only the nearest, shorter ones first.
 */
export function nearWords(word: string, { words, letters, limit }: NearOptions): readonly number[] {
  const prefixed = word.length < 3 ? [] : scan((id) => (words[id]?.startsWith(word) === true ? 0 : Infinity), 0);
  if (prefixed.length > 0) {
    return prefixed;
  }
  const distance = allowedDistance(word);
  return distance === 0 ? [] : scan((id) => boundedDistance(word, words[id] ?? "", distance), distance);

  /** Every word passes a test on its letters before it is compared; shorter words first, then by code units. */
  function scan(distanceOf: (id: number) => number, bits: number): readonly number[] {
    const wanted = letterSet(word);
    const found: { readonly id: number; readonly distance: number; readonly word: string }[] = [];
    for (let id = 0; id < words.length; id += 1) {
      if (bitCount(wanted & ~(letters[id] ?? 0)) <= bits) {
        const distance = distanceOf(id);
        if (distance <= bits) {
          found.push({ id, distance, word: words[id] ?? "" });
        }
      }
    }
    found.sort((a, b) => a.distance - b.distance || a.word.length - b.word.length || (a.word < b.word ? -1 : 1));
    const nearest = found[0]?.distance;
    return found
      .filter((one) => one.distance === nearest)
      .slice(0, limit)
      .map(({ id }) => id);
  }
}

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
