import { ts } from "@ts-morph/common";
import {
  CERTAIN_CODES,
  isIgnored,
  ITERATION_CODES,
  UNKNOWN_MEMBER_CODES,
  UNKNOWN_NAME_CODES,
  WRONG_USE_CODES,
} from "./diagnostic-codes.ts";
import { MismatchFinder } from "./find-mismatch.ts";
import type { Mismatch } from "./find-mismatch.ts";
import type { Finding, ToolReference } from "./finding.ts";
import { enclosingHostCall, originTool } from "./tool-calls.ts";
import type { HostCall } from "./tool-calls.ts";
import { isHostDeclaration, isScriptDeclaration, namespaceOf } from "./type-program.ts";
import type { CheckedScript } from "./type-program.ts";
import {
  ANY_OR_UNKNOWN,
  isAssignment,
  hasFlags,
  isPromise,
  isScriptType,
  memberNames,
  nodeText,
  parts,
  typeText,
} from "./types.ts";

/** Types of which a script may read what their declarations do not say: errors carry a code, objects anything. */
const OPEN_TYPES: ReadonlySet<string> = new Set(["Object", "Function", "__type", "__object"]);

/** TS7053: `github["list_isues"]` of a type without such a member. */
const IMPLICIT_INDEX = 7053;

/** Says what a diagnostic means for the script; `undefined` where it is the script's own business. */
export class DiagnosticAnalyzer {
  readonly #file: ts.SourceFile;
  readonly #checker: ts.TypeChecker;
  readonly #mismatches: MismatchFinder;

  constructor({ file, checker }: CheckedScript) {
    this.#file = file;
    this.#checker = checker;
    this.#mismatches = new MismatchFinder(checker);
  }

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
      return this.#unknownMember(node.argumentExpression);
    }
    if (isIgnored(code)) {
      return [];
    }
    if (UNKNOWN_NAME_CODES.has(code)) {
      return this.#unknownName(node);
    }
    if (UNKNOWN_MEMBER_CODES.has(code)) {
      return this.#unknownMember(node);
    }
    if (WRONG_USE_CODES.has(code)) {
      return this.#wrongUse(node, diagnostic);
    }
    if (CERTAIN_CODES.has(code)) {
      return [{ kind: "other", offset: start, message: messageOf(diagnostic) }];
    }
    const call = enclosingHostCall(node, this.#checker);
    return call === undefined ? [] : this.#wrongArguments(call, diagnostic);
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

  #unknownMember(node: ts.Node): readonly Finding[] {
    const { parent } = node;
    const offset = node.getStart(this.#file);
    if (ts.isBindingElement(parent)) {
      return this.#unknownElement(node, parent);
    }
    if (!ts.isPropertyAccessExpression(parent) && !ts.isElementAccessExpression(parent)) {
      return [];
    }
    const object = parent.expression;
    const member = ts.isStringLiteralLike(node) ? node.text : node.getText(this.#file);
    const type = this.#checker.getTypeAtLocation(object);
    const namespace = this.#namespaceIn(object);
    if (namespace !== undefined) {
      return [{ kind: "unknown-tool", offset, namespace, member }];
    }
    if (isPromise(type)) {
      return [{ kind: "not-awaited", offset, use: "member", member, ...this.#promiseOf(object) }];
    }
    if (isAssigned(parent) || this.#mayHaveMember(type, member, object)) {
      return [];
    }
    return [this.#missingMember(offset, { member, type, object })];
  }

  /** `const { items } = result`, where the object is what the pattern takes apart. */
  #unknownElement(node: ts.Node, element: ts.BindingElement): readonly Finding[] {
    const owner = element.parent.parent;
    const object = ts.isVariableDeclaration(owner) ? owner.initializer : undefined;
    const offset = node.getStart(this.#file);
    const member = node.getText(this.#file);
    if (object === undefined) {
      return [];
    }
    const type = this.#checker.getTypeAtLocation(object);
    const namespace = this.#namespaceIn(object);
    if (namespace !== undefined) {
      return [{ kind: "unknown-tool", offset, namespace, member }];
    }
    if (isPromise(type)) {
      return [{ kind: "not-awaited", offset, use: "member", member, ...this.#promiseOf(object) }];
    }
    return this.#mayHaveMember(type, member, object) ? [] : [this.#missingMember(offset, { member, type, object })];
  }

  #missingMember(
    offset: number,
    { member, type, object }: { readonly member: string; readonly type: ts.Type; readonly object: ts.Expression },
  ): Finding {
    const value = this.#checker.getNonNullableType(type);
    return {
      kind: "unknown-member",
      offset,
      member,
      expression: nodeText(object),
      type: typeText(value, this.#checker),
      members: parts(value).flatMap(memberNames).slice(0, 100),
      ...withTool(originTool(object, this.#checker)),
    };
  }

  #mayHaveMember(type: ts.Type, member: string, object: ts.Expression): boolean {
    const known = this.#checker.getNonNullableType(type);
    const isOpen = parts(known).some(
      (part) =>
        hasFlags(part, ANY_OR_UNKNOWN | ts.TypeFlags.Never | ts.TypeFlags.NonPrimitive) ||
        part.getProperty(member) !== undefined ||
        isScriptType(part) ||
        this.#isOpenType(part),
    );
    return isOpen || (!this.#isOfHost(known) && this.#isReassigned(object));
  }

  /** The object type of no declaration that is the host's, and errors. */
  #isOpenType(type: ts.Type): boolean {
    const symbol = type.getSymbol();
    const name = symbol?.name ?? "";
    return name.endsWith("Error") || (OPEN_TYPES.has(name) && !this.#isOfHost(type));
  }

  #isOfHost(type: ts.Type): boolean {
    return parts(type).some((part) => part.getSymbol()?.declarations?.some(isHostDeclaration) ?? false);
  }

  /** A `let` may have been given a value of another type, which is no business of ours. */
  #isReassigned(object: ts.Expression): boolean {
    const declaration = this.#checker.getSymbolAtLocation(object)?.valueDeclaration;
    return (
      declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0
    );
  }

  #wrongUse(node: ts.Node, diagnostic: ts.Diagnostic): readonly Finding[] {
    const offset = node.getStart(this.#file);
    const type = this.#checker.getTypeAtLocation(node);
    if (isPromise(type)) {
      return [{ kind: "not-awaited", offset, use: "value", ...this.#promiseOf(node) }];
    }
    const isList = ITERATION_CODES.has(diagnostic.code);
    const message = isList
      ? `\`${nodeText(node)}\` is no list. Its type is \`${typeText(type, this.#checker)}\`.`
      : messageOf(diagnostic);
    const isOurs =
      this.#isOfHost(type) || this.#namespaceIn(node) !== undefined || originTool(node, this.#checker) !== undefined;
    return isOurs && !hasFlags(type, ANY_OR_UNKNOWN)
      ? [{ kind: "other", offset, message, ...withTool(originTool(node, this.#checker)) }]
      : [];
  }

  #wrongArguments(call: HostCall, diagnostic: ts.Diagnostic): readonly Finding[] {
    const [signature] = this.#checker.getTypeAtLocation(call.node.expression).getCallSignatures();
    const parameters = signature?.getParameters() ?? [];
    const callee = call.node.expression.getText(this.#file);
    for (const [index, parameter] of parameters.entries()) {
      const argument = call.node.arguments[index];
      const expected = this.#checker.getTypeOfSymbol(parameter);
      if (argument === undefined) {
        const isOptional = (parameter.valueDeclaration as ts.ParameterDeclaration | undefined)?.questionToken;
        const path = parameter.name;
        const offset = call.node.expression.getStart(this.#file);
        const finding = { kind: "wrong-argument" as const, offset, callee, path, ...withTool(call.tool) };
        return isOptional ? [] : [{ ...finding, reason: "missing", expected: typeText(expected, this.#checker) }];
      }
      const mismatch = this.#mismatches.find(argument, expected, parameter.name);
      if (mismatch !== undefined) {
        return [this.#describeMismatch(call, mismatch, argument)];
      }
    }
    const isExcess = call.node.arguments.length > parameters.length && diagnostic.code === 2554;
    const offset = call.node.arguments[parameters.length]?.getStart(this.#file) ?? call.node.getStart(this.#file);
    return isExcess || diagnostic.code === 2559
      ? [{ kind: "other", offset, message: messageOf(diagnostic), ...withTool(call.tool) }]
      : [];
  }

  #describeMismatch(call: HostCall, mismatch: Mismatch, argument: ts.Expression): Finding {
    const { node, isPromise: isUnawaited, ...rest } = mismatch;
    const place = node ?? argument;
    const offset = place.getStart(this.#file);
    if (isUnawaited === true) {
      return { kind: "not-awaited", offset, use: "value", ...this.#promiseOf(place), ...withTool(call.tool) };
    }
    return {
      kind: "wrong-argument",
      offset,
      callee: call.node.expression.getText(this.#file),
      ...rest,
      ...withTool(call.tool),
    };
  }

  /** How the script writes a promise, and the tool that it waits for. */
  #promiseOf(node: ts.Node): { readonly expression: string; readonly tool?: ToolReference } {
    return { expression: nodeText(node), ...withTool(originTool(node, this.#checker)) };
  }

  /** The namespace that a name stands for, also under another name: `const gh = github`. */
  #namespaceIn(object: ts.Node): string | undefined {
    const declarations = ts.isIdentifier(object) ? this.#checker.getSymbolAtLocation(object)?.declarations : undefined;
    const [declaration] = declarations ?? [];
    const isAlias =
      declaration !== undefined && isScriptDeclaration(declaration) && ts.isVariableDeclaration(declaration);
    return isAlias && declaration.initializer !== undefined && declaration.initializer !== object
      ? this.#namespaceIn(declaration.initializer)
      : declarations?.map(namespaceOf).find((namespace) => namespace !== undefined);
  }
}

function withTool(tool: ToolReference | undefined): { readonly tool?: ToolReference } {
  return tool === undefined ? {} : { tool };
}

/** The compiler's words, without the chain of reasons below the third. */
function messageOf(diagnostic: ts.Diagnostic): string {
  const lines = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n").split("\n");
  return lines.slice(0, 3).join(" ").replace(/\s+/gu, " ").slice(0, 400);
}

function isAssigned(node: ts.Expression): boolean {
  const { parent } = node;
  return isAssignment(parent) && parent.left === node;
}

/** The innermost node that has all of that span inside. */
function nodeAt(file: ts.SourceFile, start: number, length: number): ts.Node {
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
