import type { Node } from "./node.ts";

/**
 * What a shape says of arrays, or of objects: leaves joined by `and` and `or`. An empty `and` is every value of the kind,
 * an empty `or` is none. `node` stands for the part of that kind in another node's shape, so that the node's name is kept.
 */
export type Part<Leaf> =
  | { readonly op: "leaf"; readonly leaf: Leaf }
  | { readonly op: "node"; readonly node: Node }
  | { readonly op: "and" | "or"; readonly parts: readonly Part<Leaf>[] };

/** Every value of the kind. */
export const EVERY: Part<never> = { op: "and", parts: [] };

/** No value of the kind. */
export const NONE: Part<never> = { op: "or", parts: [] };

/** Whether a part stands for every value of its kind; it may still name some, which are worth telling. */
export function isEvery<Leaf>(part: Part<Leaf>): boolean {
  return part.op === "or" ? part.parts.some(isPlainEvery) : isPlainEvery(part);
}

/** Whether a part says no more than that. */
export function isPlainEvery<Leaf>(part: Part<Leaf>): boolean {
  return part.op === "and" && part.parts.length === 0;
}

/** Whether a part stands for no value. */
export function isNone<Leaf>(part: Part<Leaf>): boolean {
  return part.op === "or" && part.parts.length === 0;
}

/** Leaves that `merge` answers as one are one; undefined keeps them apart. */
export type MergeLeaves<Leaf> = (a: Leaf, b: Leaf) => Leaf | undefined;

/** The values that are in both. */
export function intersectParts<Leaf>(a: Part<Leaf>, b: Part<Leaf>, merge: MergeLeaves<Leaf>): Part<Leaf> {
  if (isNone(a) || isPlainEvery(b)) {
    return a;
  }
  if (isNone(b) || isEvery(a)) {
    return b;
  }
  if (isEvery(b)) {
    return a;
  }
  const parts: Part<Leaf>[] = [];
  for (const part of [...flatten(a, "and"), ...flatten(b, "and")]) {
    addConjunct(parts, part, merge);
  }
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { op: "and", parts };
}

function addConjunct<Leaf>(parts: Part<Leaf>[], added: Part<Leaf>, merge: MergeLeaves<Leaf>): void {
  for (const [index, part] of parts.entries()) {
    if (isSamePart(part, added)) {
      return;
    }
    const merged = part.op === "leaf" && added.op === "leaf" ? merge(part.leaf, added.leaf) : undefined;
    if (merged !== undefined) {
      parts[index] = { op: "leaf", leaf: merged };
      return;
    }
  }
  parts.push(added);
}

/** The values that are in one or the other. */
export function uniteParts<Leaf>(a: Part<Leaf>, b: Part<Leaf>): Part<Leaf> {
  if (isNone(a) || isNone(b)) {
    return isNone(a) ? b : a;
  }
  const parts = flatten(a, "or").slice();
  for (const part of flatten(b, "or")) {
    if (!parts.some((known) => isSamePart(known, part))) {
      parts.push(part);
    }
  }
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { op: "or", parts };
}

function flatten<Leaf>(part: Part<Leaf>, op: "and" | "or"): readonly Part<Leaf>[] {
  return part.op === op ? part.parts : [part];
}

function isSamePart<Leaf>(a: Part<Leaf>, b: Part<Leaf>): boolean {
  return (
    a === b || (isPlainEvery(a) && isPlainEvery(b)) || (a.op === "node" && b.op === "node" && a.node.key === b.node.key)
  );
}
