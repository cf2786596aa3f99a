import type { Location } from "../schema/document.ts";

/** The resources that `$dynamicRef` may lead to, outermost first: anchor name to location. */
export interface DynamicScope {
  readonly key: string;
  readonly anchors: ReadonlyMap<string, Location>;
}

/** One condition on a value: that it fits a schema, or that it does not fit a node. */
export type Atom =
  | { readonly kind: "schema"; readonly key: string; readonly location: Location; readonly scope: DynamicScope }
  | { readonly kind: "not"; readonly key: string; readonly node: Node };

/** A value that fits every atom; with none, any value. Nodes with equal keys are equal. Evaluated when needed. */
export interface Node {
  readonly key: string;
  readonly atoms: readonly Atom[];
}

/** Any value. */
export const ANY_NODE: Node = { key: "", atoms: [] };

/** No value. */
export const NEVER_NODE: Node = negate(ANY_NODE);

/** The node of one atom. */
export function nodeOf(atom: Atom): Node {
  return { key: atom.key, atoms: [atom] };
}

/** What fits every one of the nodes. */
export function allOf(...nodes: readonly Node[]): Node {
  const constraining = nodes.filter((node) => node.key !== "");
  const [first] = constraining;
  if (first === undefined) {
    return ANY_NODE;
  }
  if (constraining.every((node) => node.key === first.key)) {
    return first;
  }
  const atoms = new Map(constraining.flatMap((node) => node.atoms).map((atom) => [atom.key, atom]));
  const sorted = [...atoms.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return { key: sorted.map((atom) => atom.key).join("&"), atoms: sorted };
}

/** What does not fit a node. */
export function negate(node: Node): Node {
  return nodeOf({ kind: "not", key: `!(${node.key})`, node });
}
