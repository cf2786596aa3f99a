import { nearestNames } from "@postern/core";
import { ts } from "@ts-morph/common";
import { isGrownLater } from "./grown-variables.ts";
import {
  ANY_OR_UNKNOWN,
  hasFlags,
  isObjectType,
  isPromise,
  isScriptType,
  memberNames,
  parts,
  typeText,
} from "./types.ts";

const MAX_DEPTH = 12;
const NULLISH = ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void;
const OPEN = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never;

/** A place where an argument cannot be what its parameter takes. */
export interface Mismatch {
  readonly path: string;
  readonly reason: "missing" | "unknown" | "type";
  readonly expected?: string;
  readonly found?: string;
  readonly members?: readonly string[];
  readonly isPromise?: boolean;
  /** The expression at fault, where it is written out. */
  readonly node?: ts.Node;
}

/** A value and what is expected of it. `node` is the expression, as long as it is a literal written in place. */
interface Comparison {
  readonly found: ts.Type;
  readonly expected: ts.Type;
  readonly node?: ts.Node;
  readonly path: string;
  readonly depth: number;
  /** The argument is a variable whose members are assigned one by one. */
  readonly isGrown: boolean;
}

/**
 * Compares an argument with a parameter as a careful reader would, not as a compiler does. It forgives what may be right at
 * run time: a value that may be null or undefined, a variable of type `string` where some strings are expected, a union of
 * which one part fits.
 */
export class MismatchFinder {
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** The places in an argument that do not fit; `path` is the parameter's name. */
  find(argument: ts.Expression, expected: ts.Type, path: string): readonly Mismatch[] {
    return this.#compare({ ...this.#written(argument), expected, path, depth: 0, isGrown: isGrownLater(argument) });
  }

  #compare(comparison: Comparison): readonly Mismatch[] {
    const { found, expected, depth } = comparison;
    if (depth > MAX_DEPTH || hasFlags(found, OPEN) || hasFlags(expected, ANY_OR_UNKNOWN)) {
      return [];
    }
    if (isObjectLiteral(comparison.node) && hasObjectPart(expected)) {
      return this.#compareWithParts(comparison);
    }
    if (this.#checker.isTypeAssignableTo(found, expected)) {
      return [];
    }
    const candidates = parts(found).filter((part) => !hasFlags(part, NULLISH));
    if (candidates.length === 0) {
      return [this.#mismatch(comparison)];
    }
    if (candidates.length > 1) {
      const isHopeless = candidates.every((part) => this.#compare({ ...comparison, found: part }).length > 0);
      return isHopeless ? [this.#mismatch(comparison)] : [];
    }
    return this.#compareWithParts({ ...comparison, found: candidates[0] ?? found });
  }

  /** One part of the expected union has to fit; the nearest is reported where none does. */
  #compareWithParts(comparison: Comparison): readonly Mismatch[] {
    const expected = parts(comparison.expected).filter((part) => !hasFlags(part, NULLISH));
    const mismatches = new Map<ts.Type, readonly Mismatch[]>();
    for (const part of expected) {
      const found = this.#comparePart({ ...comparison, expected: part });
      if (found.length === 0) {
        return [];
      }
      mismatches.set(part, found);
    }
    const meant = expected.length === 1 ? expected[0] : this.#meantPart(comparison.found, expected);
    const inside = meant === undefined ? undefined : mismatches.get(meant);
    return inside ?? [this.#mismatch(comparison)];
  }

  /** Of a union of objects, the part that was meant has literals that fit, and most of the members that were written. */
  #meantPart(found: ts.Type, expected: readonly ts.Type[]): ts.Type | undefined {
    const names = found.getProperties().map(({ name }) => name);
    const scored = expected
      .filter((part) => this.#isMeant(found, part))
      .map((part) => ({ part, score: names.filter((name) => part.getProperty(name) !== undefined).length }))
      .toSorted((a, b) => b.score - a.score);
    return scored[0]?.score === scored[1]?.score ? undefined : scored[0]?.part;
  }

  #isMeant(found: ts.Type, part: ts.Type): boolean {
    return (
      isObjectType(part) &&
      isObjectType(found) &&
      this.#isListType(found) === this.#isListType(part) &&
      part.getProperties().every((property) => {
        const expected = this.#checker.getTypeOfSymbol(property);
        const member = found.getProperty(property.name);
        const type = member === undefined ? undefined : this.#checker.getTypeOfSymbol(member);
        const isTold = type !== undefined && parts(expected).every((one) => hasFlags(one, ts.TypeFlags.Literal));
        return !isTold || isWidened(type, expected) || this.#checker.isTypeAssignableTo(type, expected);
      })
    );
  }

  #comparePart(comparison: Comparison): readonly Mismatch[] {
    const { found, expected, node } = comparison;
    if (!isObjectLiteral(node) && this.#checker.isTypeAssignableTo(found, expected)) {
      return [];
    }
    if (isWidened(found, expected)) {
      return [];
    }
    if (this.#isListType(found) && this.#isListType(expected)) {
      return this.#compareElements(comparison);
    }
    const areObjects = isObjectType(found) && isObjectType(expected);
    const isComparable = areObjects && !this.#isListType(found) && !this.#isListType(expected) && !isPromise(found);
    return isComparable ? this.#compareMembers(comparison) : [this.#mismatch(comparison)];
  }

  #compareElements(comparison: Comparison): readonly Mismatch[] {
    const { node, path, depth, isGrown } = comparison;
    const expected = this.#elementType(comparison.expected);
    const found = this.#elementType(comparison.found);
    if (expected === undefined || found === undefined) {
      return [];
    }
    if (node === undefined || !ts.isArrayLiteralExpression(node)) {
      return this.#compare({ found, expected, path: `${path}[]`, depth: depth + 1, isGrown });
    }
    return node.elements.flatMap((element, index) => {
      const place = { path: `${path}[${index}]`, depth: depth + 1, isGrown };
      return ts.isSpreadElement(element) ? [] : this.#compare({ ...this.#written(element), expected, ...place });
    });
  }

  #compareMembers(comparison: Comparison): readonly Mismatch[] {
    const { found, expected, node, path } = comparison;
    const literal = isObjectLiteral(node) ? node : undefined;
    const unknown = this.#unknownMembers(literal, expected, path);
    const meant = new Set(unknown.map(({ meant: name }) => name));
    const wrong = expected
      .getProperties()
      .filter((property) => !meant.has(property.name))
      .flatMap((property) => this.#compareMember(comparison, property, literal));
    const mismatches = [...unknown.map(({ mismatch }) => mismatch), ...wrong];
    const isNotCallable = mismatches.length === 0 && hasCallSignature(expected) && !hasCallSignature(found);
    return isNotCallable ? [this.#mismatch(comparison)] : mismatches;
  }

  #compareMember(
    comparison: Comparison,
    property: ts.Symbol,
    literal: ts.ObjectLiteralExpression | undefined,
  ): readonly Mismatch[] {
    const path = memberPath(comparison.path, property.name);
    const expected = this.#checker.getTypeOfSymbol(property);
    const member = comparison.found.getProperty(property.name);
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    if (member === undefined) {
      const isLater = comparison.found.getStringIndexType() !== undefined || this.#mayHaveMore(comparison, literal);
      return isOptional || isLater
        ? []
        : [{ path, reason: "missing", expected: typeText(expected, this.#checker), ...nodeOf(comparison.node) }];
    }
    const initializer = literal === undefined ? undefined : initializerOf(literal, property.name);
    const value =
      initializer === undefined ? { found: this.#checker.getTypeOfSymbol(member) } : this.#written(initializer);
    return isOptional && hasFlags(value.found, ts.TypeFlags.Undefined)
      ? []
      : this.#compare({ ...value, expected, path, depth: comparison.depth + 1, isGrown: comparison.isGrown });
  }

  /** A variable's object may get members after it was made, a literal may spread anything. */
  #mayHaveMore({ isGrown }: Comparison, literal: ts.ObjectLiteralExpression | undefined): boolean {
    return literal === undefined
      ? isGrown
      : literal.properties.some((property) => ts.isSpreadAssignment(property) && this.#isOpenSpread(property));
  }

  #isOpenSpread(property: ts.SpreadAssignment): boolean {
    const type = this.#checker.getTypeAtLocation(property.expression);
    return hasFlags(type, OPEN) || type.getStringIndexType() !== undefined || isScriptType(type);
  }

  /** Members that are not expected, each with the one that was likely meant, which is then not told as missing too. */
  #unknownMembers(
    literal: ts.ObjectLiteralExpression | undefined,
    expected: ts.Type,
    path: string,
  ): readonly { readonly mismatch: Mismatch; readonly meant: string | undefined }[] {
    const index = expected.getStringIndexType();
    const isOpen = index === undefined ? expected.getProperties().length === 0 : !hasFlags(index, ts.TypeFlags.Never);
    if (literal === undefined || isOpen) {
      return [];
    }
    const members = memberNames(expected);
    return literal.properties.flatMap((node) => {
      const { name } = node;
      const text =
        name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? name.text : undefined;
      return text === undefined || expected.getProperty(text) !== undefined
        ? []
        : [
            {
              mismatch: { path: memberPath(path, text), reason: "unknown", members, node },
              meant: nearestNames(text, members)[0],
            },
          ];
    });
  }

  #written(node: ts.Expression): { readonly found: ts.Type; readonly node: ts.Expression } {
    const inner = ts.isParenthesizedExpression(node) ? node.expression : node;
    return { found: this.#checker.getTypeAtLocation(inner), node: inner };
  }

  #mismatch({ found, expected, path, node }: Comparison): Mismatch {
    return {
      path,
      reason: "type",
      expected: typeText(expected, this.#checker),
      found: typeText(found, this.#checker),
      isPromise: isPromise(found),
      ...nodeOf(node),
    };
  }

  #isListType(type: ts.Type): boolean {
    return this.#checker.isArrayType(type) || this.#checker.isTupleType(type);
  }

  #elementType(type: ts.Type): ts.Type | undefined {
    return type.getNumberIndexType();
  }
}

function isObjectLiteral(node: ts.Node | undefined): node is ts.ObjectLiteralExpression {
  return node !== undefined && ts.isObjectLiteralExpression(node);
}

function hasObjectPart(type: ts.Type): boolean {
  return parts(type).some(isObjectType);
}

/** `string` where only some strings are expected: a variable lost what it was made of. */
function isWidened(found: ts.Type, expected: ts.Type): boolean {
  return (
    (hasFlags(found, ts.TypeFlags.String) && hasFlags(expected, ts.TypeFlags.StringLike)) ||
    (hasFlags(found, ts.TypeFlags.Number) && hasFlags(expected, ts.TypeFlags.NumberLike)) ||
    (hasFlags(found, ts.TypeFlags.Boolean) && hasFlags(expected, ts.TypeFlags.BooleanLike))
  );
}

function hasCallSignature(type: ts.Type): boolean {
  return type.getCallSignatures().length > 0;
}

function initializerOf(literal: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of literal.properties) {
    const key = property.name;
    const isNamed = key !== undefined && (ts.isIdentifier(key) || ts.isStringLiteralLike(key)) && key.text === name;
    if (isNamed && ts.isPropertyAssignment(property)) {
      return property.initializer;
    }
  }
  return undefined;
}

function memberPath(path: string, name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

function nodeOf(node: ts.Node | undefined): { readonly node?: ts.Node } {
  return node === undefined ? {} : { node };
}
