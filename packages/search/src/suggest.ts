import { compareCodeUnits, nearestNames } from "@postern/core";
import type { InvertedIndex } from "./inverted-index.ts";
import { letterSet } from "./near-words.ts";

const MAX_SUGGESTIONS = 5;
const MAX_NAMESPACES = 10;
/** Names compared letter by letter; of more, those with the most letters in common. */
const MAX_COMPARED = 2000;

/** What to show where nothing matches: the names most like the question or, failing that, the namespaces. */
export function suggest(text: string, namespace: string | undefined, index: InvertedIndex): readonly string[] {
  const wanted = namespace === undefined ? [...index.blocks.values()] : [index.blocks.get(namespace)];
  const names = wanted.flatMap((block) => block?.tools.map(({ expression }) => expression) ?? []);
  const near = nearestNames(text, mostAlike(text, names), MAX_SUGGESTIONS);
  return near.length > 0 ? near : [...index.blocks.keys()].toSorted(compareCodeUnits).slice(0, MAX_NAMESPACES);
}

function mostAlike(text: string, names: readonly string[]): readonly string[] {
  if (names.length <= MAX_COMPARED) {
    return names;
  }
  const letters = letterSet(text.toLowerCase());
  return names
    .map((name) => ({ name, different: bitCount(letters ^ letterSet(name.toLowerCase())) }))
    .sort((a, b) => a.different - b.different || compareCodeUnits(a.name, b.name))
    .slice(0, MAX_COMPARED)
    .map(({ name }) => name);
}

function bitCount(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) {
    count += 1;
  }
  return count;
}
