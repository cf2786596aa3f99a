import { ts } from "@ts-morph/common";
import { isScriptDeclaration } from "./type-program.ts";

const MAX_TYPE_LENGTH = 240;

/** Types that fit everywhere. */
export const ANY_OR_UNKNOWN: ts.TypeFlags = ts.TypeFlags.Any | ts.TypeFlags.Unknown;

/** A type in at most 240 characters. That what is optional may be undefined goes without saying; of a parameter, what it has to be. */
export function typeText(type: ts.Type, checker: ts.TypeChecker): string {
  const written = checker.getNonNullableType(type);
  const shown = written.flags & ts.TypeFlags.TypeParameter ? checker.getBaseConstraintOfType(written) : undefined;
  const text = checker
    .typeToString(shown ?? type, undefined, ts.TypeFormatFlags.None)
    .replace(/\s+/gu, " ")
    .replace(/ \| undefined(?=$|[;\]),])/gu, "");
  return text.length > MAX_TYPE_LENGTH ? `${text.slice(0, MAX_TYPE_LENGTH)}…` : text;
}

/** A piece of the script in at most 60 characters, on one line; one that members cannot be read off in parentheses. */
export function nodeText(node: ts.Node): string {
  const whole = node.getText().replace(/\s+/gu, " ");
  const text = whole.length > 60 ? `${whole.slice(0, 60)}…` : whole;
  return ts.isAwaitExpression(node) || ts.isBinaryExpression(node) ? `(${text})` : text;
}

/** The parts of a union, or the type itself. */
export function parts(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

/** Whether a type is a promise, or may be one. */
export function isPromise(type: ts.Type): boolean {
  return parts(type).some((part) => {
    const name = part.getSymbol()?.name;
    return name === "Promise" || name === "PromiseLike";
  });
}

/** Whether a type has these flags. */
export function hasFlags(type: ts.Type, flags: number): boolean {
  return (type.flags & flags) !== 0;
}

/** Whether a type is an object's, or an intersection of such: `{ a?: string } & object` is how all-optional ones are declared. */
export function isObjectType(type: ts.Type): boolean {
  return type.isIntersection()
    ? type.types.every(isObjectType)
    : hasFlags(type, ts.TypeFlags.Object | ts.TypeFlags.NonPrimitive);
}

/** Whether the script itself made up a type: an object literal, an interface, a class. */
export function isScriptType(type: ts.Type): boolean {
  return (type.getSymbol()?.declarations ?? type.aliasSymbol?.declarations ?? []).some(isScriptDeclaration);
}

/** The names of a type's members that are identifiers and no methods of every object. At most 100. */
export function memberNames(type: ts.Type): readonly string[] {
  return type
    .getApparentProperties()
    .map((property) => property.name)
    .filter((name) => !name.startsWith("__"))
    .slice(0, 100);
}

/** `a = b`, `a += b` and the like. */
export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  const kind = ts.isBinaryExpression(node) ? node.operatorToken.kind : ts.SyntaxKind.Unknown;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
