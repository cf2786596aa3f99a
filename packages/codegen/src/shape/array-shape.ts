import { allOf, ANY_NODE } from "./node.ts";
import type { Node } from "./node.ts";

/** Some arrays: the items from the first on, those after, and how many there are. */
export interface ArrayShape {
  readonly prefix: readonly Node[];
  readonly rest: Node;
  readonly minItems: number;
  readonly maxItems: number;
}

/** Every array. */
export const EVERY_ARRAY: ArrayShape = { prefix: [], rest: ANY_NODE, minItems: 0, maxItems: Infinity };

/** The arrays that are in both; always one leaf. */
export function mergeArrays(a: ArrayShape, b: ArrayShape): ArrayShape {
  const length = Math.max(a.prefix.length, b.prefix.length);
  return {
    prefix: Array.from({ length }, (_, index) => allOf(a.prefix[index] ?? a.rest, b.prefix[index] ?? b.rest)),
    rest: allOf(a.rest, b.rest),
    minItems: Math.max(a.minItems, b.minItems),
    maxItems: Math.min(a.maxItems, b.maxItems),
  };
}
