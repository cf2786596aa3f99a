import type { Node } from "acorn";
import { memberNode, nodeAt } from "./script-tree.ts";
import type { NodePath } from "./script-tree.ts";

/** The expression that made an error: what kind it is, where it stands for a reader, and its text. */
export interface ErrorSite {
  readonly kind: "call" | "new" | "other";
  readonly offset: number;
  /** What is called, where it is a plain name or a chain of members. */
  readonly callee: string | undefined;
}

/**
 * Engines point at different characters of the same expression: V8 at a member's name, QuickJS at the dot before it or the
 * bracket behind it. Both lie in the same node, so the node decides: a `new` expression stands at its `new`, a call at the
 * name that is called, a member at its name, an assignment at its target.
 */
export function errorSite(root: Node, code: string, offset: number): ErrorSite | undefined {
  const innermost = nodeAt(root, offset);
  if (innermost.node.type === "ClassBody" || innermost.node.type.startsWith("ClassDecl")) {
    // QuickJS names the class where its constructor is the one it has by default.
    return undefined;
  }
  for (let path: NodePath | undefined = innermost; path !== undefined; path = path.parent) {
    const site = siteOf(path, code);
    if (site !== undefined) {
      return site;
    }
  }
  return { kind: "other", offset, callee: undefined };
}

function siteOf({ node, parent }: NodePath, code: string): ErrorSite | undefined {
  switch (node.type) {
    case "NewExpression":
      return { kind: "new", offset: node.start, callee: textOf(memberNode(node, "callee"), code) };
    case "CallExpression":
    case "TaggedTemplateExpression":
      return callSite(node, code);
    case "MemberExpression":
      return memberSite(node, parent?.node, code);
    case "Identifier":
      return identifierSite(node, parent?.node);
    case "AssignmentExpression":
      return { kind: "other", offset: nameOffset(memberNode(node, "left") ?? node), callee: undefined };
    case "ArrayExpression":
      return { kind: "other", offset: node.start, callee: undefined };
    case "ReturnStatement":
      return returnSite(node, code);
    default:
      return undefined;
  }
}

/** QuickJS places a call that is returned at its `return`. */
function returnSite(node: Node, code: string): ErrorSite | undefined {
  const argument = memberNode(node, "argument");
  return argument?.type === "CallExpression" ? callSite(argument, code) : undefined;
}

function callSite(node: Node, code: string): ErrorSite {
  const callee = memberNode(node, "callee") ?? memberNode(node, "tag") ?? node;
  return { kind: "call", offset: nameOffset(callee), callee: textOf(callee, code) };
}

/** A member that is called or constructed counts as the call: both start at the same name. */
function memberSite(node: Node, outer: Node | undefined, code: string): ErrorSite {
  if (outer !== undefined && memberNode(outer, "callee") === node) {
    return outer.type === "NewExpression"
      ? { kind: "new", offset: outer.start, callee: textOf(node, code) }
      : callSite(outer, code);
  }
  return { kind: "other", offset: nameOffset(node), callee: undefined };
}

/** A name that is read stands for itself; one that names a member or what is called belongs to that. */
function identifierSite(node: Node, outer: Node | undefined): ErrorSite | undefined {
  const isPart =
    outer !== undefined &&
    ((outer.type === "MemberExpression" && memberNode(outer, "property") === node) ||
      memberNode(outer, "callee") === node ||
      outer.type === "SpreadElement");
  return isPart ? undefined : { kind: "other", offset: node.start, callee: undefined };
}

/** Where a member's name starts; anything else starts where it starts. */
function nameOffset(node: Node): number {
  return node.type === "MemberExpression" ? (memberNode(node, "property")?.start ?? node.start) : node.start;
}

const MAX_TEXT_CHARS = 80;

/** The text of a name or a chain of members; what is in it beside is `(…)`. */
function textOf(node: Node | undefined, code: string): string | undefined {
  if (node === undefined) {
    return undefined;
  }
  const text = chainText(node, code);
  return text.length > MAX_TEXT_CHARS ? undefined : text;
}

function chainText(node: Node, code: string): string {
  if (node.type === "Identifier" || node.type === "ThisExpression" || node.type === "Super") {
    return code.slice(node.start, node.end);
  }
  const object = memberNode(node, "object");
  const property = memberNode(node, "property");
  if (node.type !== "MemberExpression" || object === undefined || property === undefined) {
    return "(…)";
  }
  const isComputed = (node as unknown as { readonly computed: boolean }).computed;
  const name = isComputed && property.type !== "Literal" ? "…" : code.slice(property.start, property.end);
  return chainText(object, code) + (isComputed ? `[${name}]` : `.${name}`);
}
