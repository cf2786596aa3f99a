import { parse } from "acorn";
import type { Node } from "acorn";

/** Longer scripts are not parsed on the host: it would hold the event loop. Their positions are the engine's own. */
const MAX_PARSED_CHARS = 200_000;

/** The syntax error of a text, as every engine's is told: acorn's words, without its position in brackets. */
export interface SyntaxProblem {
  readonly message: string;
  /** From 1, lines of the text. */
  readonly line: number;
  readonly column: number;
}

/** A script's syntax tree, or what is wrong with it; undefined for one that is too long to look at. */
export type ParsedScript =
  | { readonly status: "parsed"; readonly root: Node }
  | { readonly status: "failed"; readonly problem: SyntaxProblem };

/** Parses the body of an async function. */
export function parseScript(code: string): ParsedScript | undefined {
  if (code.length > MAX_PARSED_CHARS) {
    return undefined;
  }
  try {
    const root = parse(code, {
      ecmaVersion: "latest",
      sourceType: "script",
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowHashBang: false,
    });
    return { status: "parsed", root };
  } catch (error) {
    const problem = problemOf(error);
    return problem === undefined ? undefined : { status: "failed", problem };
  }
}

function problemOf(error: unknown): SyntaxProblem | undefined {
  if (!(error instanceof SyntaxError) || !("loc" in error)) {
    return undefined;
  }
  const { line, column } = error.loc as { readonly line: number; readonly column: number };
  return { message: error.message.replace(/ \(\d+:\d+\)$/u, ""), line, column: column + 1 };
}

/** A node and those around it, innermost first. */
export interface NodePath {
  readonly node: Node;
  readonly parent: NodePath | undefined;
}

/** The innermost node at an offset. */
export function nodeAt(root: Node, offset: number): NodePath {
  let path: NodePath = { node: root, parent: undefined };
  for (;;) {
    const child = childrenOf(path.node).find((node) => node.start <= offset && offset < node.end);
    if (child === undefined) {
      return path;
    }
    path = { node: child, parent: path };
  }
}

/** The first node of a type that is wanted, in the order of the text. */
export function findNode(root: Node, type: string, isWanted: (node: Node) => boolean = () => true): Node | undefined {
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === type && isWanted(node)) {
      return node;
    }
    waiting.push(...childrenOf(node).toReversed());
  }
  return undefined;
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter(
      (value): value is Node => typeof value === "object" && value !== null && "type" in value && "start" in value,
    );
}

/** The node under a name, such as a call's `callee`. */
export function memberNode(node: Node, key: string): Node | undefined {
  const value: unknown = (node as unknown as Record<string, unknown>)[key];
  return typeof value === "object" && value !== null && "start" in value ? (value as Node) : undefined;
}
