import { ts } from "@ts-morph/common";
import type { Finding, NotAwaited } from "./finding.ts";
import { hostCall, originTool } from "./tool-calls.ts";
import type { CheckedScript } from "./type-program.ts";
import { isAssignment, isPromise, nodeText } from "./types.ts";

/** Functions that make text of what they are given: a promise says nothing there. */
const PRINTING = /^(?:console\.(?:log|info|warn|error|debug)|JSON\.stringify|String)$/u;

/** Promises that a script leaves alone, prints, or returns inside of something: the compiler has no word for these. */
export function findUnawaited(script: CheckedScript): readonly Finding[] {
  const finder = new UnawaitedFinder(script);
  const pending: ts.Node[] = [script.file];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    finder.visit(node);
    ts.forEachChild(node, (child) => void pending.push(child));
  }
  return finder.findings;
}

class UnawaitedFinder {
  readonly findings: Finding[] = [];
  readonly #file: ts.SourceFile;
  readonly #checker: ts.TypeChecker;

  constructor({ file, checker }: CheckedScript) {
    this.#file = file;
    this.#checker = checker;
  }

  #report(node: ts.Expression, use: NotAwaited["use"], isWarning = false): void {
    const tool = originTool(node, this.#checker);
    this.findings.push({
      kind: "not-awaited",
      offset: node.getStart(this.#file),
      expression: nodeText(node),
      use,
      ...(tool === undefined ? {} : { tool }),
      ...(isWarning ? { isWarning } : {}),
    });
  }

  visit(node: ts.Node): void {
    if (ts.isExpressionStatement(node)) {
      this.#visitStatement(node.expression);
    } else if (ts.isReturnStatement(node) && node.expression !== undefined && isOfScript(node)) {
      this.#visitReturned(unwrap(node.expression));
    } else if (ts.isTemplateSpan(node) && isPromise(this.#checker.getTypeAtLocation(node.expression))) {
      this.#report(node.expression, "value");
    } else if (ts.isCallExpression(node)) {
      this.#visitCall(node);
    }
  }

  #visitStatement(expression: ts.Expression): void {
    const value = unwrap(expression);
    if (isAssignment(value)) {
      return;
    }
    const type = this.#checker.getTypeAtLocation(value);
    const element = this.#checker.isArrayType(type) ? type.getNumberIndexType() : undefined;
    if (isPromise(type) || (element !== undefined && isPromise(element))) {
      this.#report(value, "statement", hostCall(value, this.#checker) === undefined);
    }
  }

  /** A promise inside of the script's value cannot leave the sandbox. */
  #visitReturned(value: ts.Expression): void {
    if (ts.isObjectLiteralExpression(value)) {
      for (const property of value.properties) {
        const part = ts.isPropertyAssignment(property) ? property.initializer : undefined;
        const shorthand = ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
        this.#reportPart(part ?? shorthand);
      }
      return;
    }
    if (ts.isArrayLiteralExpression(value)) {
      value.elements.forEach((element) => this.#reportPart(element));
      return;
    }
    const element = this.#checker.getTypeAtLocation(value).getNumberIndexType();
    if (element !== undefined && isPromise(element)) {
      this.#report(value, "returned");
    }
  }

  #reportPart(part: ts.Expression | undefined): void {
    if (part !== undefined && isPromise(this.#checker.getTypeAtLocation(part))) {
      this.#report(part, "returned");
    }
  }

  #visitCall(node: ts.CallExpression): void {
    if (PRINTING.test(node.expression.getText(this.#file))) {
      for (const argument of node.arguments) {
        if (isPromise(this.#checker.getTypeAtLocation(argument))) {
          this.#report(argument, "value");
        }
      }
    }
    const [callback] = node.arguments;
    const isForEach = ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "forEach";
    if (isForEach && callback !== undefined && isAsync(callback)) {
      this.#report(node.expression, "callback", true);
    }
  }
}

function isAsync(callback: ts.Expression): boolean {
  return (
    (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) &&
    (callback.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false)
  );
}

/** Whether a `return` is the script's own, and not one of a function inside. */
function isOfScript(node: ts.Node): boolean {
  const owner = ts.findAncestor(node, ts.isFunctionLike);
  return owner !== undefined && ts.isSourceFile(owner.parent);
}

function unwrap(expression: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(expression) ? unwrap(expression.expression) : expression;
}
