/** The constant of reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009). */
const K = 60;

/** One order out of two: each item scores 1 / (60 + rank) in each order that has it. Equal scores keep the first's order. */
export function fuseRankings<T>(first: readonly T[], second: readonly T[]): readonly { item: T; score: number }[] {
  const scores = new Map<T, number>();
  for (const ranking of [first, second]) {
    ranking.forEach((item, position) => {
      scores.set(item, (scores.get(item) ?? 0) + 1 / (K + position + 1));
    });
  }
  return [...scores].map(([item, score]) => ({ item, score })).sort((a, b) => b.score - a.score);
}
