import { commentText } from "./render-type.ts";
import { innerTypes } from "./inner-types.ts";
import type { Interner } from "./interner.ts";
import { typeNames } from "./type-names.ts";
import type { TypeDoc } from "./type-doc.ts";

/** What a name costs where it is used, and what its declaration costs besides the type, in characters. */
const USE_COST = 8;
const DECLARATION_COST = 16;

/**
 * Picks the types to declare: those that refer to themselves, and those used so often that a declaration is shorter than
 * saying them again.
 */
export function shareTypes(
  roots: readonly TypeDoc[],
  interner: Interner,
  taken: readonly string[] = [],
): ReadonlyMap<TypeDoc, string> {
  const uses = countUses(roots);
  const shared: TypeDoc[] = [];
  const sizes = new Map<TypeDoc, number>();

  function sizeOf(type: TypeDoc): number {
    const known = sizes.get(type);
    if (known !== undefined) {
      return known;
    }
    if (type.kind === "recursive") {
      sizes.set(type, USE_COST);
      shared.push(type);
      if (type.target.body !== undefined) {
        sizeOf(type.target.body);
      }
      return USE_COST;
    }
    const size = ownSize(type) + innerTypes(type).reduce((sum, inner) => sum + sizeOf(inner), 0);
    const count = uses.get(type) ?? 0;
    const saved = (count - 1) * size - count * USE_COST - DECLARATION_COST;
    const isShared = type.kind !== "text" && type.kind !== "array" && count > 1 && saved > 0;
    if (isShared) {
      shared.push(type);
    }
    sizes.set(type, isShared ? USE_COST : size);
    return isShared ? USE_COST : size;
  }

  roots.forEach(sizeOf);
  return typeNames(shared, interner, taken);
}

function countUses(roots: readonly TypeDoc[]): ReadonlyMap<TypeDoc, number> {
  const uses = new Map<TypeDoc, number>();
  const open = [...roots];
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    const count = uses.get(type) ?? 0;
    uses.set(type, count + 1);
    if (count === 0) {
      const body = type.kind === "recursive" ? type.target.body : undefined;
      open.push(...innerTypes(type), ...(body === undefined ? [] : [body]));
    }
  }
  return uses;
}

/** The characters of a type without those of the types inside. */
function ownSize(type: TypeDoc): number {
  switch (type.kind) {
    case "text":
      return type.text.length;
    case "literals":
      return type.texts.reduce((sum, text) => sum + text.length + 3, 0);
    case "commented":
      return commentText(type.comment).length;
    case "object":
      return type.members.reduce(
        (sum, member) =>
          sum + member.name.length + 5 + (member.comment === undefined ? 0 : commentText(member.comment).length),
        2 + type.indexes.length * 12,
      );
    default:
      return 4;
  }
}
