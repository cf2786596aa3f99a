import { ts } from "@ts-morph/common";
import { isAssignment } from "./types.ts";

/** The innermost node that has all of that span inside. */
export function nodeAt(file: ts.SourceFile, start: number, length: number): ts.Node {
  const span = [start, start + length] as const;
  let node: ts.Node = file;
  for (;;) {
    const child: ts.Node | undefined = ts.forEachChild(node, (next) => (contains(next, file, span) ? next : undefined));
    if (child === undefined) {
      return node;
    }
    node = child;
  }
}

function contains(node: ts.Node, file: ts.SourceFile, [start, end]: readonly [number, number]): boolean {
  return node.getStart(file) <= start && node.end >= end;
}

/** Whether a value is put into what an expression names. */
export function isAssigned(node: ts.Expression): boolean {
  const { parent } = node;
  return isAssignment(parent) && parent.left === node;
}

/** The compiler's words, without the chain of reasons below the third. */
export function messageOf(diagnostic: ts.Diagnostic): string {
  const lines = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n").split("\n");
  return lines.slice(0, 3).join(" ").replace(/\s+/gu, " ").slice(0, 400);
}
