import type { Node } from "../shape/node.ts";
import { isPlainEvery } from "../shape/part.ts";
import type { Part } from "../shape/part.ts";
import { kindsOf } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";
import { withinLimit } from "./alternatives.ts";
import type { BuildContext } from "./build-type.ts";
import type { TypeDoc } from "./type-doc.ts";

/** How the part of one kind, arrays or objects, is built. */
export interface Side<Leaf> {
  readonly partOf: (shape: Shape) => Part<Leaf>;
  /** Every value of the kind. */
  readonly every: () => TypeDoc;
  readonly leaf: (leaf: Leaf) => TypeDoc;
  /** The values that are in all of the types. */
  readonly conjunction: (types: readonly TypeDoc[]) => TypeDoc;
}

/** A part of a shape, built for one of its sides. */
export interface PartOfShape<Leaf> {
  readonly shape: Shape;
  readonly side: Side<Leaf>;
}

/** The type of a shape's arrays, or of its objects. */
export function buildPart<Leaf>(part: Part<Leaf>, whole: PartOfShape<Leaf>, context: BuildContext): TypeDoc {
  const { side } = whole;
  if (isPlainEvery(part)) {
    return side.every();
  }
  if (part.op === "leaf") {
    return side.conjunction([side.leaf(part.leaf)]);
  }
  if (part.op === "node") {
    return buildNamed(part.node, whole, context);
  }
  if (part.op === "or") {
    return context.interner.union(part.parts.map((inner) => buildPart(inner, whole, context)));
  }
  const types = part.parts.map((inner) =>
    inner.op === "leaf" ? side.leaf(inner.leaf) : buildPart(inner, whole, context),
  );
  return side.conjunction(withinLimit(types));
}

/** A named node as a whole, if all its kinds are wanted; else its part of the wanted kind. */
function buildNamed<Leaf>(node: Node, whole: PartOfShape<Leaf>, context: BuildContext): TypeDoc {
  const own = context.evaluator.evaluate(node);
  const isWhole = (kindsOf(own) & ~kindsOf(whole.shape)) === 0;
  return isWhole ? context.build(node) : buildPart(whole.side.partOf(own), whole, context);
}
