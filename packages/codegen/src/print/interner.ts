import { canonicalText } from "./canonical.ts";
import { formKey, hashText } from "./form-key.ts";
import type { RecursiveType, TypeDoc, TypeForm } from "./type-doc.ts";

/** Where a type's name comes from. Its own goes first. */
export type NameOrigin = "own" | "use";

/** Makes types, each once. */
export interface Interner {
  readonly intern: (form: TypeForm) => TypeDoc;
  readonly text: (text: string) => TypeDoc;
  readonly union: (members: readonly TypeDoc[]) => TypeDoc;
  readonly intersection: (members: readonly TypeDoc[]) => TypeDoc;
  readonly recursive: () => RecursiveType;
  /** A finished recursive type, or one made before that is equal to it. */
  readonly canonical: (type: RecursiveType) => RecursiveType;
  /** How many types there are. */
  readonly size: () => number;
  /** Notes a name that fits a type, for when it is declared: its own, or one of a place where it is used. */
  readonly suggestName: (type: TypeDoc, name: string, origin: NameOrigin) => void;
  /** The names suggested for a type. */
  readonly namesOf: (type: TypeDoc) => ReadonlyMap<string, NameOrigin>;
}

const NO_NAMES: ReadonlyMap<string, NameOrigin> = new Map();

/** Makes an interner. */
export function createInterner(): Interner {
  const known = new Map<string, TypeDoc>();
  const canonical = new Map<string, RecursiveType>();
  const names = new Map<TypeDoc, Map<string, NameOrigin>>();
  let count = 0;

  function intern(form: TypeForm): TypeDoc {
    const key = formKey(form, (type) => String(type.id));
    const existing = known.get(key);
    if (existing !== undefined) {
      return existing;
    }
    count += 1;
    const hash = form.kind === "recursive" ? 0 : hashText(formKey(form, (type) => String(type.hash)));
    const doc: TypeDoc = { ...form, id: count, hash };
    known.set(key, doc);
    return doc;
  }

  const text = (value: string): TypeDoc => intern({ kind: "text", text: value });
  return {
    intern,
    text,
    union: (members) => joinUnion(members, intern),
    intersection: (members) => {
      const unique = [...new Set(members)];
      const [first] = unique;
      return unique.length === 1 && first !== undefined ? first : intern({ kind: "intersection", members: unique });
    },
    canonical: (type) => {
      const key = canonicalText(type);
      const existing = key === undefined ? type : (canonical.get(key) ?? type);
      if (key !== undefined) {
        canonical.set(key, existing);
      }
      return existing;
    },
    suggestName: (type, name, origin) => {
      const suggested = names.get(type) ?? new Map<string, NameOrigin>();
      names.set(type, suggested.set(name, suggested.get(name) === "own" ? "own" : origin));
    },
    size: () => known.size,
    namesOf: (type) => names.get(type) ?? NO_NAMES,
    recursive: () => {
      count += 1;
      return { id: count, body: undefined };
    },
  };
}

const LITERAL_OF_KIND: readonly (readonly [RegExp, string])[] = [
  [/^"/u, "string"],
  [/^-?\d/u, "number"],
  [/^(?:true|false)$/u, "boolean"],
];

/** A union without members that others contain: `unknown` takes all in, `string` its literals. */
function joinUnion(members: readonly TypeDoc[], intern: Interner["intern"]): TypeDoc {
  const flat = [...new Set(members.flatMap((member) => (member.kind === "union" ? member.members : [member])))];
  const texts = new Set(flat.flatMap((member) => (member.kind === "text" ? [member.text] : [])));
  const top = flat.find((member) => member.kind === "text" && (member.text === "unknown" || member.text === "any"));
  if (top !== undefined) {
    return top;
  }
  const kept = flat.filter((member) => {
    if (member.kind === "text" && member.text === "never") {
      return false;
    }
    const literals = member.kind === "literals" ? member.texts : [];
    const kinds = literals.map((literal) => LITERAL_OF_KIND.find(([pattern]) => pattern.test(literal))?.[1] ?? "");
    return literals.length === 0 || kinds.some((kind) => !texts.has(kind));
  });
  const [first] = kept;
  if (first === undefined) {
    return intern({ kind: "text", text: "never" });
  }
  return kept.length === 1 ? first : intern({ kind: "union", members: kept });
}
