import { ts } from "@ts-morph/common";
import type { ScriptProblem } from "./script-error.ts";

type Rule = (node: ts.Node) => string | undefined;

const NO_IMPORT =
  "Scripts cannot import: tools are globals, such as `github.list_issues(input)`, and everything else is the language itself.";

/** Syntax that means something at run time and is not JavaScript, or that scripts have no use for. */
const RULES: ReadonlyMap<ts.SyntaxKind, Rule> = new Map<ts.SyntaxKind, Rule>([
  [
    ts.SyntaxKind.EnumDeclaration,
    () => 'Enums do not run here: write `const Color = { Red: "red" } as const` instead.',
  ],
  [ts.SyntaxKind.ModuleDeclaration, () => "Namespaces with values do not run here: write a plain object instead."],
  [ts.SyntaxKind.ImportEqualsDeclaration, () => NO_IMPORT],
  [ts.SyntaxKind.ImportDeclaration, () => NO_IMPORT],
  [ts.SyntaxKind.ExportDeclaration, () => "Scripts export nothing by name: `return` the value instead."],
  [ts.SyntaxKind.NamespaceExportDeclaration, () => "Scripts export nothing by name: `return` the value instead."],
  [
    ts.SyntaxKind.ExportAssignment,
    (node) =>
      ts.isExportAssignment(node) && node.isExportEquals === true
        ? "`export =` does not run here: `return` the value instead."
        : undefined,
  ],
  [ts.SyntaxKind.Decorator, () => "Decorators do not run here: call the function instead."],
  [ts.SyntaxKind.TypeAssertionExpression, () => "Write `value as Type` instead of `<Type>value`."],
  [
    ts.SyntaxKind.Parameter,
    (node) =>
      ts.isParameter(node) && (node.modifiers?.some((modifier) => !ts.isDecorator(modifier)) ?? false)
        ? "Parameter properties do not run here: declare the field and assign it in the constructor."
        : undefined,
  ],
  [
    ts.SyntaxKind.PropertyDeclaration,
    (node) =>
      ts.isPropertyDeclaration(node) && hasModifier(node, ts.SyntaxKind.AccessorKeyword)
        ? "`accessor` fields do not run here: write a getter and a setter."
        : undefined,
  ],
  [
    ts.SyntaxKind.VariableDeclarationList,
    (node) =>
      /^(?:await\s+)?using\b/u.test(node.getText())
        ? "`using` does not run here: write `try { … } finally { … }`."
        : undefined,
  ],
  [
    ts.SyntaxKind.CallExpression,
    (node) =>
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? NO_IMPORT : undefined,
  ],
  [
    ts.SyntaxKind.MetaProperty,
    (node) =>
      ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword
        ? "`import.meta` does not exist in scripts."
        : undefined,
  ],
]);

/** Why a node, whose types are not erased, cannot run; `undefined` where it can. */
export function unsupportedSyntax(node: ts.Node, file: ts.SourceFile): ScriptProblem | undefined {
  const message = RULES.get(node.kind)?.(node) ?? misplacedAwait(node);
  return message === undefined ? undefined : { offset: node.getStart(file), message };
}

function misplacedAwait(node: ts.Node): string | undefined {
  const isAwait = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
  if (!isAwait) {
    return undefined;
  }
  const owner = ts.findAncestor(
    node,
    (ancestor) => ts.isFunctionLike(ancestor) || ts.isClassStaticBlockDeclaration(ancestor),
  );
  const isAllowed = owner === undefined || hasModifier(owner, ts.SyntaxKind.AsyncKeyword);
  return isAllowed ? undefined : "`await` stands in a function that is not async: write `async` before its parameters.";
}

/** Whether a declaration carries a modifier. */
export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false);
}
