import { ts } from "@ts-morph/common";
import { isAssigned } from "./diagnostic-place.ts";
import type { Finding } from "./finding.ts";
import { namespaceIn, originTool, promiseOf, withTool } from "./tool-calls.ts";
import { isHostDeclaration } from "./type-program.ts";
import type { CheckedScript } from "./type-program.ts";
import { ANY_OR_UNKNOWN, hasFlags, isPromise, isScriptType, memberNames, nodeText, parts, typeText } from "./types.ts";

/** Types of which a script may read what their declarations do not say: errors carry a code, objects anything. */
const OPEN_TYPES: ReadonlySet<string> = new Set(["Object", "Function", "__type", "__object"]);

/** Finds members that do not exist, and what was probably meant. */
export class MemberFinder {
  readonly #file: ts.SourceFile;
  readonly #checker: ts.TypeChecker;

  constructor({ file, checker }: CheckedScript) {
    this.#file = file;
    this.#checker = checker;
  }

  /** A property that the compiler does not find. */
  unknown(node: ts.Node): readonly Finding[] {
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
    return this.#unknownOf(object, { offset, member, isWritten: isAssigned(parent) });
  }

  /** `const { items } = result`, where the object is what the pattern takes apart. */
  #unknownElement(node: ts.Node, element: ts.BindingElement): readonly Finding[] {
    const owner = element.parent.parent;
    const object = ts.isVariableDeclaration(owner) ? owner.initializer : undefined;
    const offset = node.getStart(this.#file);
    const member = node.getText(this.#file);
    return object === undefined ? [] : this.#unknownOf(object, { offset, member, isWritten: false });
  }

  /** What is wrong where an object has no such member. Writing a new one is not. */
  #unknownOf(
    object: ts.Expression,
    { offset, member, isWritten }: { readonly offset: number; readonly member: string; readonly isWritten: boolean },
  ): readonly Finding[] {
    const type = this.#checker.getTypeAtLocation(object);
    const namespace = namespaceIn(object, this.#checker);
    if (namespace !== undefined) {
      return [{ kind: "unknown-tool", offset, namespace, member }];
    }
    if (isPromise(type)) {
      return [{ kind: "not-awaited", offset, use: "member", member, ...promiseOf(object, this.#checker) }];
    }
    const isLetBe = isWritten || this.#mayHaveMember(type, member, object);
    return isLetBe ? [] : [this.missing(offset, { member, type, object })];
  }

  /** The finding of a member that a value does not have, or of a value that is no list. */
  missing(
    offset: number,
    { member, type, object }: { readonly member?: string; readonly type: ts.Type; readonly object: ts.Node },
  ): Finding {
    const value = this.#checker.getNonNullableType(type);
    const isListNeeded = member === undefined || member in Array.prototype;
    return {
      kind: "unknown-member",
      offset,
      ...(member === undefined ? {} : { member }),
      expression: nodeText(object),
      type: typeText(value, this.#checker),
      members: parts(value).flatMap(memberNames).slice(0, 100),
      lists: isListNeeded ? this.#lists(value) : [],
      ...withTool(originTool(object, this.#checker)),
    };
  }

  /** The members of an object that are lists: what was meant is often one level further in. */
  #lists(type: ts.Type): readonly string[] {
    const properties = isScriptType(type) || this.#checker.isArrayType(type) ? [] : type.getProperties();
    return properties
      .filter((property) =>
        this.#checker.isArrayType(this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(property))),
      )
      .map(({ name }) => name)
      .slice(0, 5);
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
    return isOpen || (!this.isOfHost(known) && this.#isReassigned(object));
  }

  /** The object type of no declaration that is the host's, and errors. */
  #isOpenType(type: ts.Type): boolean {
    const symbol = type.getSymbol();
    const name = symbol?.name ?? "";
    return name.endsWith("Error") || (OPEN_TYPES.has(name) && !this.isOfHost(type));
  }

  /** Whether the declarations of the host say what a value is. */
  isOfHost(type: ts.Type): boolean {
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
}
