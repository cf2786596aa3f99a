import { ts } from "@ts-morph/common";
import type { ToolReference } from "./finding.ts";
import { isHostDeclaration, isScriptDeclaration, namespaceOf } from "./type-program.ts";
import { nodeText } from "./types.ts";

/** How far a value is followed back to the call that it came from. */
const MAX_HOPS = 24;

/** A call of something that the host declares. */
export interface HostCall {
  readonly node: ts.CallExpression;
  /** Absent for the host's own functions, such as `postern.search`. */
  readonly tool?: ToolReference;
}

/** What a call calls, if the host declares it. */
export function hostCall(node: ts.Node, checker: ts.TypeChecker): HostCall | undefined {
  if (!ts.isCallExpression(node)) {
    return undefined;
  }
  const declaration = calledDeclaration(node, checker);
  if (declaration === undefined || !isHostDeclaration(declaration)) {
    return undefined;
  }
  const tool = toolOf(declaration);
  return { node, ...(tool === undefined ? {} : { tool }) };
}

function calledDeclaration(node: ts.CallExpression, checker: ts.TypeChecker): ts.Node | undefined {
  const [signature] = checker.getTypeAtLocation(node.expression).getCallSignatures();
  return signature?.declaration ?? checker.getSymbolAtLocation(node.expression)?.declarations?.[0];
}

/** The tool that a declaration in a namespace's file declares. */
function toolOf(declaration: ts.Node): ToolReference | undefined {
  const namespace = namespaceOf(declaration);
  const owner = ts.findAncestor(declaration, (node) => propertyName(node) !== undefined);
  const identifier = owner === undefined ? undefined : propertyName(owner);
  return namespace === undefined || identifier === undefined ? undefined : { namespace, identifier };
}

function propertyName(node: ts.Node): string | undefined {
  const isNamed =
    ts.isMethodSignature(node) ||
    ts.isPropertySignature(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isVariableDeclaration(node);
  const name = isNamed ? node.name : undefined;
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? name.text : undefined;
}

/** The host's call that a node is part of: as what is called, or inside of an argument. */
export function enclosingHostCall(node: ts.Node, checker: ts.TypeChecker): HostCall | undefined {
  const call = ts.findAncestor(node, (ancestor) =>
    ts.isFunctionLike(ancestor) || ts.isStatement(ancestor) ? "quit" : ts.isCallExpression(ancestor),
  );
  return call === undefined ? undefined : hostCall(call, checker);
}

/** The tool whose result a value came from, followed through variables, loops and callbacks. */
export function originTool(node: ts.Node, checker: ts.TypeChecker): ToolReference | undefined {
  let current: ts.Node | undefined = node;
  for (let hop = 0; hop < MAX_HOPS && current !== undefined; hop += 1) {
    const call = hostCall(current, checker);
    if (call !== undefined) {
      return call.tool;
    }
    current = previousStep(current, checker);
  }
  return undefined;
}

function previousStep(node: ts.Node, checker: ts.TypeChecker): ts.Node | undefined {
  if (ts.isIdentifier(node)) {
    return declaredFrom(checker.getSymbolAtLocation(node)?.valueDeclaration);
  }
  if (ts.isCallExpression(node)) {
    return callOrigin(node, checker);
  }
  if (ts.isBinaryExpression(node)) {
    return node.left;
  }
  if (ts.isConditionalExpression(node)) {
    return node.whenTrue;
  }
  return "expression" in node ? (node as ts.AwaitExpression).expression : undefined;
}

/** `Promise.all(ids.map((id) => github.get({ id })))` comes from the call inside, `issues.filter(…)` from `issues`. */
function callOrigin(node: ts.CallExpression, checker: ts.TypeChecker): ts.Node | undefined {
  const inside = node.arguments
    .flatMap((argument) => [argument, ...descendants(argument)])
    .find((argument) => hostCall(argument, checker) !== undefined);
  return inside ?? (ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : undefined);
}

function descendants(node: ts.Node): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const pending: ts.Node[] = [node];
  for (let next = pending.pop(); next !== undefined && found.length < 200; next = pending.pop()) {
    ts.forEachChild(next, (child) => {
      found.push(child);
      pending.push(child);
    });
  }
  return found;
}

function declaredFrom(declaration: ts.Declaration | undefined): ts.Node | undefined {
  if (declaration === undefined) {
    return undefined;
  }
  if (ts.isBindingElement(declaration)) {
    const owner = ts.findAncestor(declaration, (node) => ts.isVariableDeclaration(node) || ts.isParameter(node));
    return owner === undefined ? undefined : declaredFrom(owner);
  }
  if (ts.isVariableDeclaration(declaration)) {
    const loop = declaration.parent.parent;
    return declaration.initializer ?? (ts.isForOfStatement(loop) ? loop.expression : undefined);
  }
  // A callback's parameter comes from what the callback was handed to.
  const call = ts.isParameter(declaration) ? declaration.parent.parent : undefined;
  const isMethod = call !== undefined && ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression);
  return isMethod ? call.expression.expression : undefined;
}

/** How the script writes a promise, and the tool that it waits for. */
export function promiseOf(
  node: ts.Node,
  checker: ts.TypeChecker,
): { readonly expression: string; readonly tool?: ToolReference } {
  return { expression: nodeText(node), ...withTool(originTool(node, checker)) };
}

/** The part of a finding that names its tool, where there is one. */
export function withTool(tool: ToolReference | undefined): { readonly tool?: ToolReference } {
  return tool === undefined ? {} : { tool };
}

/** The namespace that a name stands for, also under another name: `const gh = github`. */
export function namespaceIn(object: ts.Node, checker: ts.TypeChecker): string | undefined {
  const declarations = ts.isIdentifier(object) ? checker.getSymbolAtLocation(object)?.declarations : undefined;
  const [declaration] = declarations ?? [];
  const isAlias =
    declaration !== undefined && isScriptDeclaration(declaration) && ts.isVariableDeclaration(declaration);
  return isAlias && declaration.initializer !== undefined && declaration.initializer !== object
    ? namespaceIn(declaration.initializer, checker)
    : declarations?.map(namespaceOf).find((namespace) => namespace !== undefined);
}
