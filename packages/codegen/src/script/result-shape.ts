import { ts } from "@ts-morph/common";
import { isAnonymousFunction } from "./parse-script.ts";
import { TextEdits } from "./text-edits.ts";
import { hasLineEnd, skipTrivia } from "./trivia.ts";
import { hasModifier } from "./unsupported-syntax.ts";

/** How a script's value is returned. */
export interface ResultShape {
  readonly edits: TextEdits;
  /** The statement whose end is written by `edits`. */
  readonly open?: ts.Statement;
}

type FunctionNode = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration;

/**
 * Makes a script return what its last expression is, and calls the function that it only declares: an arrow or function as
 * the last expression, `export default`, a last `const main = …` or `function main` that nothing else names.
 */
export function shapeResult(file: ts.SourceFile): ResultShape {
  const shaper = new ResultShaper(file);
  return shaper.shape();
}

class ResultShaper {
  readonly #edits = new TextEdits();
  readonly #file: ts.SourceFile;

  constructor(file: ts.SourceFile) {
    this.#file = file;
  }

  shape(): ResultShape {
    this.#dropExports();
    const exported = this.#file.statements.findLast(isDefaultExport);
    const anonymous = this.#file.statements.findLast(isAnonymousFunction);
    const last = this.#file.statements.findLast((statement) => !isSilent(statement));
    if (exported !== undefined && ts.isExportAssignment(exported)) {
      return this.#returnValue(exported, exported.expression);
    }
    if (anonymous !== undefined) {
      return this.#returnFunction(anonymous);
    }
    if (last !== undefined && ts.isExpressionStatement(last)) {
      return this.#returnValue(last, last.expression);
    }
    const name = this.#functionToCall(exported, last);
    const end = this.#file.statements.at(-1)?.end;
    if (name !== undefined && end !== undefined) {
      this.#edits.insert(end, `;return ${name}()`);
    }
    return { edits: this.#edits };
  }

  /** `return ( value )`, with the opening on the line before wherever there is one, so that columns stay. */
  #returnValue(statement: ts.Statement, value: ts.Expression): ResultShape {
    const start = statement.getStart(this.#file);
    const valueStart = value.getStart(this.#file);
    this.#edits.blank(start, valueStart);
    this.#openReturn(statement, valueStart);
    this.#edits.insert(value.end, this.#isFunction(value) ? ")()" : ")");
    return { edits: this.#edits, open: statement };
  }

  #returnFunction(node: ts.FunctionDeclaration): ResultShape {
    const first = node.modifiers?.find((modifier) => !isExportWord(modifier));
    this.#openReturn(node, first?.getStart(this.#file) ?? functionKeyword(node, this.#file));
    this.#edits.insert(node.end, ")()");
    return { edits: this.#edits, open: node };
  }

  /** A script has no module to export from, and what it declares to exist does not count. */
  #dropExports(): void {
    for (const statement of this.#file.statements) {
      if (ts.isExportDeclaration(statement) || hasModifier(statement, ts.SyntaxKind.DeclareKeyword)) {
        this.#edits.blank(statement.getStart(this.#file), statement.end);
      } else if (ts.canHaveModifiers(statement)) {
        for (const modifier of ts.getModifiers(statement)?.filter(isExportWord) ?? []) {
          this.#edits.blank(modifier.getStart(this.#file), modifier.end);
        }
      }
    }
  }

  #openReturn(statement: ts.Statement, offset: number): void {
    const index = this.#file.statements.indexOf(statement);
    const previous = this.#file.statements[index - 1];
    if (previous === undefined) {
      this.#edits.insert(0, "return (\n");
    } else if (hasLineEnd(this.#file.text, previous.end, statement.getStart(this.#file))) {
      this.#edits.insert(previous.end, ";return (");
    } else {
      this.#edits.insert(offset, "return (");
    }
  }

  #isFunction(value: ts.Expression): boolean {
    const inner = unwrap(value);
    if (ts.isIdentifier(inner)) {
      return this.#file.statements.some((statement) => declaresFunction(statement, inner.text));
    }
    return isCallable(inner);
  }

  #functionToCall(exported: ts.Statement | undefined, last: ts.Statement | undefined): string | undefined {
    if (exported !== undefined && ts.isFunctionDeclaration(exported)) {
      return exported.name?.text;
    }
    if (last !== undefined && ts.isVariableStatement(last)) {
      const name = last.declarationList.declarations.map(functionName).findLast((found) => found !== undefined);
      if (name !== undefined && !this.#isNamedElsewhere(name)) {
        return name;
      }
    }
    const declared = this.#file.statements
      .filter(ts.isFunctionDeclaration)
      .filter((node) => node.body !== undefined && needsNoArguments(node))
      .map((node) => node.name?.text ?? "")
      .filter((name) => name !== "" && !this.#isNamedElsewhere(name));
    const isAlone = last === undefined || this.#file.statements.at(-1) !== last;
    return isAlone ? (declared.find((name) => name === "main") ?? declared.at(-1)) : undefined;
  }

  /** Whether anything but its own declaration names it. */
  #isNamedElsewhere(name: string): boolean {
    let count = 0;
    const pending: ts.Node[] = [this.#file];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      count += ts.isIdentifier(node) && node.text === name && !isMemberName(node) ? 1 : 0;
      ts.forEachChild(node, (child) => void pending.push(child));
    }
    return count > 1;
  }
}

/** Statements after which a script's last expression is still its last expression. */
function isSilent(statement: ts.Statement): boolean {
  return (
    ts.isEmptyStatement(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    hasModifier(statement, ts.SyntaxKind.DeclareKeyword)
  );
}

function isDefaultExport(statement: ts.Statement): boolean {
  return (
    (ts.isExportAssignment(statement) && statement.isExportEquals !== true) ||
    hasModifier(statement, ts.SyntaxKind.DefaultKeyword)
  );
}

function isExportWord(modifier: ts.ModifierLike): boolean {
  return modifier.kind === ts.SyntaxKind.ExportKeyword || modifier.kind === ts.SyntaxKind.DefaultKeyword;
}

function functionKeyword(node: ts.FunctionDeclaration, file: ts.SourceFile): number {
  const end = node.modifiers?.end;
  return end === undefined ? node.getStart(file) : skipTrivia(file.text, end);
}

function unwrap(expression: ts.Expression): ts.Expression {
  let inner = expression;
  while (ts.isParenthesizedExpression(inner) || ts.isAsExpression(inner) || ts.isSatisfiesExpression(inner)) {
    inner = inner.expression;
  }
  return inner;
}

function isCallable(expression: ts.Expression): expression is ts.ArrowFunction | ts.FunctionExpression {
  return (
    ts.isArrowFunction(expression) || (ts.isFunctionExpression(expression) && expression.asteriskToken === undefined)
  );
}

function needsNoArguments(node: FunctionNode): boolean {
  return node.parameters.every(
    (parameter) =>
      parameter.initializer !== undefined ||
      parameter.questionToken !== undefined ||
      parameter.dotDotDotToken !== undefined,
  );
}

/** The name of a variable that is a function without required parameters. */
function functionName(declaration: ts.VariableDeclaration): string | undefined {
  const value = declaration.initializer === undefined ? undefined : unwrap(declaration.initializer);
  const isMain = value !== undefined && isCallable(value) && needsNoArguments(value);
  return isMain && ts.isIdentifier(declaration.name) ? declaration.name.text : undefined;
}

function declaresFunction(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.some((declaration) => functionName(declaration) === name);
  }
  return ts.isFunctionDeclaration(statement) && statement.name?.text === name;
}

function isMemberName(node: ts.Identifier): boolean {
  const parent = node.parent;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}
