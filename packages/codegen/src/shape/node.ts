import type { Location } from "../schema/document.ts";

/** The resources that `$dynamicRef` may lead to, outermost first: anchor name to location. */
export interface DynamicScope {
  readonly key: string;
  readonly anchors: ReadonlyMap<string, Location>;
}

/** One condition on a value: a schema, or that it does not fit a node, or that it fits one of some nodes. */
export type Atom =
  | { readonly kind: "schema"; readonly key: string; readonly location: Location; readonly scope: DynamicScope }
  | { readonly kind: "not"; readonly key: string; readonly node: Node }
  | { readonly kind: "some"; readonly key: string; readonly nodes: readonly Node[] };

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

/** What fits at least one of the nodes. */
export function someOf(nodes: readonly Node[]): Node {
  const unique = [...new Map(nodes.map((node) => [node.key, node])).values()];
  const [first] = unique;
  if (first === undefined) {
    return NEVER_NODE;
  }
  if (unique.length === 1 || unique.some((node) => node.key === "")) {
    return unique.length === 1 ? first : ANY_NODE;
  }
  return nodeOf({ kind: "some", key: `(${unique.map((node) => node.key).join("|")})`, nodes: unique });
}
