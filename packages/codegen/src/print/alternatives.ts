import type { TypeDoc } from "./type-doc.ts";

/**
 * TypeScript multiplies an intersection of unions out, and gives up at 100,000 alternatives (TS2590). Fewer are kept here,
 * since types are intersected again where they are used.
 */
const MAX_ALTERNATIVES = 256;

const COUNTS = new WeakMap<TypeDoc, number>();

/** The conjuncts that stay within what a compiler can multiply out. Leaving one out only makes the type wider. */
export function withinLimit(types: readonly TypeDoc[]): readonly TypeDoc[] {
  const kept: TypeDoc[] = [];
  let product = 1;
  for (const type of types.toSorted((a, b) => countAlternatives(a) - countAlternatives(b))) {
    const multiplied = product * countAlternatives(type);
    if (multiplied <= MAX_ALTERNATIVES || kept.length === 0) {
      product = multiplied;
      kept.push(type);
    }
  }
  return kept.length === types.length ? types : kept;
}

/** How many alternatives a type has once it is multiplied out. */
function countAlternatives(type: TypeDoc): number {
  const known = COUNTS.get(type);
  if (known !== undefined) {
    return known;
  }
  // A type that refers to itself in place does not exist; one that is not finished yet counts as one.
  COUNTS.set(type, 1);
  const count = countForm(type);
  if (type.kind === "recursive" && type.target.body === undefined) {
    COUNTS.delete(type);
  } else {
    COUNTS.set(type, count);
  }
  return count;
}

function countForm(type: TypeDoc): number {
  switch (type.kind) {
    case "literals":
      return type.texts.length;
    case "union":
      return type.members.reduce((sum, member) => sum + countAlternatives(member), 0);
    case "intersection":
      return type.members.reduce((product, member) => product * countAlternatives(member), 1);
    case "recursive":
      return type.target.body === undefined ? 1 : countAlternatives(type.target.body);
    case "commented":
      return countAlternatives(type.type);
    default:
      return 1;
  }
}
