/**
 * The candidates most like `name`, best first: by shared words first, then by edit distance. Those that have nothing in
 * common with it are left out. Self-contained, because the guest prelude carries a copy.
 */
export function nearestNames(name: string, candidates: Iterable<string>, limit = 3): readonly string[] {
  const wanted = foldName(name);
  const scored: { readonly candidate: string; readonly score: number }[] = [];
  for (const candidate of candidates) {
    const score = similarity(wanted, foldName(candidate));
    if (score >= 0.4) {
      scored.push({ candidate, score });
    }
  }
  scored.sort((a, b) => b.score - a.score || (a.candidate < b.candidate ? -1 : 1));
  return scored.slice(0, limit).map((entry) => entry.candidate);
}

function foldName(name: string): string {
  return name
    .slice(0, 128)
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** From 0 to 1: the better of the edit similarity and 0.9 times the share of words in common (Dice). */
function similarity(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0) {
    return 0;
  }
  const edit = 1 - editDistance(a, b) / longest;
  const wordsOfA = new Set(a.split(" "));
  const wordsOfB = new Set(b.split(" "));
  let shared = 0;
  for (const word of wordsOfA) {
    shared += wordsOfB.has(word) ? 1 : 0;
  }
  return Math.max(edit, (0.9 * 2 * shared) / (wordsOfA.size + wordsOfB.size));
}

/** Levenshtein's distance with adjacent transpositions (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + cost,
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
