import { ts } from "@ts-morph/common";
import type { ScriptProblem } from "./script-error.ts";
import { TextEdits } from "./text-edits.ts";
import { hasLineEnd, skipTrivia } from "./trivia.ts";
import { hasModifier, unsupportedSyntax } from "./unsupported-syntax.ts";

/** What JavaScript remains of a script, or the first thing in it that cannot be erased. */
export type BlankedTypes =
  | { readonly status: "blanked"; readonly edits: TextEdits }
  | { readonly status: "failed"; readonly problem: ScriptProblem };

/** Modifiers that say nothing at run time. */
const TYPE_MODIFIERS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AbstractKeyword,
  ts.SyntaxKind.DeclareKeyword,
  ts.SyntaxKind.OverrideKeyword,
  ts.SyntaxKind.PrivateKeyword,
  ts.SyntaxKind.ProtectedKeyword,
  ts.SyntaxKind.PublicKeyword,
  ts.SyntaxKind.ReadonlyKeyword,
]);

/**
 * Finds everything in a file that is only there for the types, to be turned into spaces. `open` is a statement that the
 * caller closes itself: no semicolon is put at its end.
 */
export function blankTypes(file: ts.SourceFile, open?: ts.Statement): BlankedTypes {
  const blanker = new TypeBlanker(file, open);
  const problem = blanker.run();
  return problem === undefined ? { status: "blanked", edits: blanker.edits } : { status: "failed", problem };
}

class TypeBlanker {
  readonly edits: TextEdits = new TextEdits();
  readonly #file: ts.SourceFile;
  readonly #text: string;
  readonly #open: ts.Statement | undefined;
  readonly #pending: ts.Node[];
  /** Where statements and class fields end without a semicolon of their own. */
  readonly #ends = new Set<number>();
  readonly #ranges: [start: number, end: number][] = [];

  constructor(file: ts.SourceFile, open: ts.Statement | undefined) {
    this.#file = file;
    this.#text = file.text;
    this.#open = open;
    this.#pending = [...file.statements].toReversed();
  }

  /** Walks in the order of the text, without recursion: scripts may be nested as deeply as the parser allows. */
  run(): ScriptProblem | undefined {
    for (let node = this.#pending.pop(); node !== undefined; node = this.#pending.pop()) {
      if (this.#isErased(node)) {
        this.#erase(node.getStart(this.#file), node.end);
        this.#ends.add(node.end);
        continue;
      }
      const problem = unsupportedSyntax(node, this.#file);
      if (problem !== undefined) {
        return problem;
      }
      this.#blankParts(node);
      const children: ts.Node[] = [];
      ts.forEachChild(node, (child) => {
        if (!ts.isTypeNode(child) || ts.isExpressionWithTypeArguments(child)) {
          children.push(child);
        }
      });
      this.#pending.push(...children.toReversed());
    }
    this.#closeStatements();
    return undefined;
  }

  /** An erased type at the end of a statement takes its line end along; a semicolon keeps the next line apart. */
  #closeStatements(): void {
    for (const [start, end] of this.#ranges) {
      if (this.#ends.has(end)) {
        this.edits.write(start, ";");
      }
    }
  }

  #erase(start: number, end: number): void {
    this.edits.blank(start, end);
    this.#ranges.push([start, end]);
  }

  #isErased(node: ts.Node): boolean {
    switch (node.kind) {
      case ts.SyntaxKind.InterfaceDeclaration:
      case ts.SyntaxKind.TypeAliasDeclaration:
      case ts.SyntaxKind.IndexSignature:
        return true;
      case ts.SyntaxKind.ImportDeclaration:
        return (node as ts.ImportDeclaration).importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      case ts.SyntaxKind.ExportDeclaration:
        return isTypeExport(node as ts.ExportDeclaration);
      case ts.SyntaxKind.ModuleDeclaration:
        return isTypeNamespace(node as ts.ModuleDeclaration) || hasModifier(node, ts.SyntaxKind.DeclareKeyword);
      default:
        return isBodiless(node) || isAmbient(node);
    }
  }

  #blankParts(node: ts.Node): void {
    if (ts.isStatement(node) || ts.isPropertyDeclaration(node)) {
      if (node !== this.#open) {
        this.#ends.add(node.end);
      }
    }
    this.#blankModifiers(node);
    if (ts.isFunctionLike(node)) {
      this.#blankSignature(node);
    } else if (ts.isParameter(node) || ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node)) {
      this.#blankAnnotation(node);
    } else if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) {
      this.#erase(node.expression.end, node.end);
    } else if (ts.isClassLike(node)) {
      this.#blankTypeList(node.typeParameters);
    } else if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) {
      this.#erase(node.getStart(this.#file), node.end);
    } else if ("typeArguments" in node) {
      this.#blankTypeList((node as ts.CallExpression).typeArguments);
    }
  }

  #blankModifiers(node: ts.Node): void {
    const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
    for (const modifier of modifiers) {
      if (TYPE_MODIFIERS.has(modifier.kind)) {
        const start = modifier.getStart(this.#file);
        this.#erase(start, modifier.end);
        if (ts.isClassElement(node) && start === node.getStart(this.#file)) {
          this.edits.write(start, ";");
        }
      }
    }
  }

  #blankAnnotation(node: ts.ParameterDeclaration | ts.PropertyDeclaration | ts.VariableDeclaration): void {
    if (ts.isParameter(node) && ts.isIdentifier(node.name) && node.name.text === "this") {
      const next = skipTrivia(this.#text, node.end);
      this.#erase(node.getStart(this.#file), this.#text[next] === "," ? next + 1 : node.end);
      return;
    }
    const marks = [
      "questionToken" in node ? node.questionToken : undefined,
      "exclamationToken" in node ? node.exclamationToken : undefined,
    ];
    for (const mark of marks) {
      if (mark !== undefined) {
        this.#erase(mark.getStart(this.#file), mark.end);
      }
    }
    if (node.type !== undefined) {
      this.#erase(node.type.pos - 1, node.type.end);
    }
  }

  #blankSignature(node: ts.SignatureDeclaration): void {
    const question = ts.isMethodDeclaration(node) ? node.questionToken : undefined;
    if (question !== undefined) {
      this.#erase(question.getStart(this.#file), question.end);
    }
    const types = this.#blankTypeList(node.typeParameters);
    if (types !== undefined && ts.isArrowFunction(node) && hasLineEnd(this.#text, types.start, types.end)) {
      // `async <T>` and `return <T>` must keep their parenthesis on the same line.
      const parenthesis = skipTrivia(this.#text, types.end);
      this.#erase(types.start, parenthesis + 1);
      this.edits.write(types.start, "(");
    }
    if (node.type !== undefined) {
      this.#blankReturnType(node, node.type);
    }
  }

  #blankReturnType(node: ts.SignatureDeclaration, type: ts.TypeNode): void {
    const parenthesis = skipTrivia(this.#text, node.parameters.end);
    this.#erase(type.pos - 1, type.end);
    if (ts.isArrowFunction(node) && hasLineEnd(this.#text, parenthesis, node.equalsGreaterThanToken.pos)) {
      // No line may end between `)` and `=>`, so the parenthesis moves to where the type ended.
      this.edits.blank(parenthesis, parenthesis + 1);
      this.edits.write(type.end - 1, ")");
    }
  }

  #blankTypeList(
    list: ts.NodeArray<ts.Node> | undefined,
  ): { readonly start: number; readonly end: number } | undefined {
    if (list === undefined) {
      return undefined;
    }
    const range = { start: list.pos - 1, end: skipTrivia(this.#text, list.end) + 1 };
    this.#erase(range.start, range.end);
    return range;
  }
}

function isTypeExport(node: ts.ExportDeclaration): boolean {
  const isEmpty =
    node.moduleSpecifier === undefined &&
    node.exportClause !== undefined &&
    ts.isNamedExports(node.exportClause) &&
    node.exportClause.elements.length === 0;
  return node.isTypeOnly || isEmpty;
}

function isTypeNamespace(node: ts.ModuleDeclaration): boolean {
  const body = node.body;
  return (
    body !== undefined &&
    ts.isModuleBlock(body) &&
    body.statements.every((statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
  );
}

/** An overload, or an abstract member. */
function isBodiless(node: ts.Node): boolean {
  return (
    (ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isConstructorDeclaration(node) ||
      ts.isAccessor(node)) &&
    node.body === undefined
  );
}

function isAmbient(node: ts.Node): boolean {
  const isField = ts.isPropertyDeclaration(node);
  return (
    ((ts.isStatement(node) || isField) && hasModifier(node, ts.SyntaxKind.DeclareKeyword)) ||
    (isField && hasModifier(node, ts.SyntaxKind.AbstractKeyword))
  );
}
