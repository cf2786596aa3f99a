import { ts } from "@ts-morph/common";
import {
  CERTAIN_CODES,
  isIgnored,
  ITERATION_CODES,
  UNKNOWN_MEMBER_CODES,
  UNKNOWN_NAME_CODES,
  WRONG_USE_CODES,
} from "./diagnostic-codes.ts";
import { messageOf, nodeAt } from "./diagnostic-place.ts";
import { ArgumentFinder } from "./find-arguments.ts";
import { MemberFinder } from "./find-members.ts";
import type { Finding } from "./finding.ts";
import { enclosingHostCall, namespaceIn, originTool, promiseOf, withTool } from "./tool-calls.ts";
import type { CheckedScript } from "./type-program.ts";
import { ANY_OR_UNKNOWN, hasFlags, isPromise, nodeText } from "./types.ts";

/** TS7053: `github["list_isues"]` of a type without such a member. */
const IMPLICIT_INDEX = 7053;

/** Says what the compiler's diagnostics mean for a script. */
export class DiagnosticAnalyzer {
  readonly #file: ts.SourceFile;
  readonly #checker: ts.TypeChecker;
  readonly #members: MemberFinder;
  readonly #arguments: ArgumentFinder;

  constructor(script: CheckedScript) {
    this.#file = script.file;
    this.#checker = script.checker;
    this.#members = new MemberFinder(script);
    this.#arguments = new ArgumentFinder(script);
  }

  /** None where it is the script's own business. */
  analyze(diagnostic: ts.Diagnostic): readonly Finding[] {
    const { code, start } = diagnostic;
    if (start === undefined) {
      return [];
    }
    const node = nodeAt(this.#file, start, diagnostic.length ?? 0);
    if (
      code === IMPLICIT_INDEX &&
      ts.isElementAccessExpression(node) &&
      ts.isStringLiteralLike(node.argumentExpression)
    ) {
      return this.#members.unknown(node.argumentExpression);
    }
    if (isIgnored(code)) {
      return [];
    }
    if (UNKNOWN_NAME_CODES.has(code)) {
      return this.#unknownName(node);
    }
    if (UNKNOWN_MEMBER_CODES.has(code)) {
      return this.#members.unknown(node);
    }
    if (WRONG_USE_CODES.has(code)) {
      return this.#wrongUse(node, diagnostic);
    }
    if (CERTAIN_CODES.has(code)) {
      return [{ kind: "other", offset: start, message: messageOf(diagnostic) }];
    }
    const call = enclosingHostCall(node, this.#checker);
    return call === undefined ? this.#parsedValue(node) : this.#arguments.find(call, diagnostic);
  }

  /** `JSON.parse(result)` of an object throws; inside of a `try`, that may be what the script reckons with. */
  #parsedValue(node: ts.Node): readonly Finding[] {
    const { parent } = node;
    const isParsed = ts.isCallExpression(parent) && parent.expression.getText(this.#file) === "JSON.parse";
    if (!isParsed || parent.arguments[0] !== node || ts.findAncestor(node, ts.isTryStatement) !== undefined) {
      return [];
    }
    const type = this.#checker.getTypeAtLocation(node);
    const tool = originTool(node, this.#checker);
    const isObject = hasFlags(type, ts.TypeFlags.Object | ts.TypeFlags.Intersection);
    if (tool === undefined || !isObject || this.#checker.isArrayType(type) || isPromise(type)) {
      return [];
    }
    const expression = nodeText(parent.arguments[0]);
    const message = `\`${expression}\` is an object already, not text: write it without \`JSON.parse\`.`;
    return [{ kind: "other", offset: node.getStart(this.#file), message, tool }];
  }

  #unknownName(node: ts.Node): readonly Finding[] {
    const isHarmless = ts.isPartOfTypeNode(node) || ts.isTypeOfExpression(node.parent) || !ts.isIdentifier(node);
    const { parent } = node;
    const member = ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : undefined;
    const finding = {
      kind: "unknown-name" as const,
      offset: node.getStart(this.#file),
      name: node.getText(this.#file),
    };
    return isHarmless ? [] : [{ ...finding, ...(member === undefined ? {} : { member }) }];
  }

  #wrongUse(node: ts.Node, diagnostic: ts.Diagnostic): readonly Finding[] {
    const offset = node.getStart(this.#file);
    const type = this.#checker.getTypeAtLocation(node);
    if (isPromise(type)) {
      return [{ kind: "not-awaited", offset, use: "value", ...promiseOf(node, this.#checker) }];
    }
    const tool = originTool(node, this.#checker);
    const isOurs = this.#members.isOfHost(type) || namespaceIn(node, this.#checker) !== undefined || tool !== undefined;
    if (!isOurs || hasFlags(type, ANY_OR_UNKNOWN)) {
      return [];
    }
    return ITERATION_CODES.has(diagnostic.code)
      ? [this.#members.missing(offset, { type, object: node })]
      : [{ kind: "other", offset, message: messageOf(diagnostic), ...withTool(tool) }];
  }
}
