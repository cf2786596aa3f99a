import { ts } from "@ts-morph/common";
import { isAssignment } from "./types.ts";

/** Whether the script assigns members of a variable: `input.state = "open"`, `Object.assign(input, more)`. */
export function isGrownLater(argument: ts.Expression): boolean {
  const name = ts.isIdentifier(argument) ? argument.text : undefined;
  const pending: ts.Node[] = name === undefined ? [] : [argument.getSourceFile()];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (grownName(node) === name) {
      return true;
    }
    ts.forEachChild(node, (child) => void pending.push(child));
  }
  return false;
}

function grownName(node: ts.Node): string | undefined {
  if (isAssignment(node)) {
    return rootName(node.left);
  }
  const isAssign = ts.isCallExpression(node) && node.expression.getText() === "Object.assign";
  return isAssign && node.arguments[0] !== undefined ? rootName(node.arguments[0]) : undefined;
}

/** `input` of `input.filter["state"]`. */
function rootName(node: ts.Expression): string | undefined {
  let root = node;
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) {
    root = root.expression;
  }
  return ts.isIdentifier(root) ? root.text : undefined;
}
