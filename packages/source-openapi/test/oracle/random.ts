/** Choices that are the same every time. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** At least `from`, at most `to`. */
  integer(from: number, to: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32: small, fast, good enough to vary inputs. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return { next, integer, pick: (items) => items[integer(0, items.length - 1)] as (typeof items)[number] };
}
