import { compareCodeUnits } from "@postern/core";
import type { Interner, NameOrigin } from "./interner.ts";
import type { TypeDoc } from "./type-doc.ts";

/** Names that the declarations use themselves. */
const RESERVED = new Set(["Promise", "Record", "Tools"]);
/** Scripts whose letters every compiler takes; others are left out of names. */
const LETTERS =
  /[A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0391-\u03a1\u03b1-\u03c9\u0410-\u044f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3]+/gu;
/** Names that generators make up. */
const MEANINGLESS = /^_*(?:def|definition|schema|anonymous|type|ref)?_*\d*$/iu;
const MAX_LENGTH = 40;

/**
 * A name for each type. Of types that want the same name the first by content has it, the others get a number; so names
 * do not depend on the order of tools.
 */
export function typeNames(
  types: readonly TypeDoc[],
  interner: Interner,
  reserved: readonly string[],
): ReadonlyMap<TypeDoc, string> {
  const wanted = types.map((type) => ({ type, base: baseName(interner.namesOf(type)), order: orderOf(type) }));
  wanted.sort((a, b) => compareCodeUnits(a.base, b.base) || a.order - b.order);
  const taken = new Set([...RESERVED, ...reserved]);
  const names = new Map<TypeDoc, string>();
  for (const { type, base } of wanted) {
    let name = base;
    for (let count = 2; taken.has(name); count += 1) {
      name = `${base}${/\d$/u.test(base) ? "_" : ""}${count}`;
    }
    taken.add(name);
    names.set(type, name);
  }
  return names;
}

function orderOf(type: TypeDoc): number {
  return type.kind === "recursive" ? (type.target.body?.hash ?? 0) : type.hash;
}

function baseName(hints: ReadonlyMap<string, NameOrigin>): string {
  const usable = [...hints].filter(([hint]) => !MEANINGLESS.test(hint));
  return bestName(usable, "own") ?? bestName(usable, "use") ?? "Type";
}

/** The shortest, and of equals the first in the alphabet. */
function bestName(hints: readonly (readonly [string, NameOrigin])[], origin: NameOrigin): string | undefined {
  const names = hints.filter(([, from]) => from === origin).map(([hint]) => pascalCase(hint));
  const [best] = names.filter((name) => name !== "").toSorted((a, b) => a.length - b.length || compareCodeUnits(a, b));
  return best;
}

function pascalCase(text: string): string {
  const words = text.match(LETTERS) ?? [];
  const name = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join("");
  return /^\d/u.test(name) ? `T${name}`.slice(0, MAX_LENGTH) : name.slice(0, MAX_LENGTH);
}
