import { cutDescription } from "./cut-description.ts";
import type { Interner } from "./interner.ts";
import type { Comment, Member, ObjectType, RecursiveType, TypeDoc } from "./type-doc.ts";

/** How much of a type is printed. */
export interface Level {
  /** Characters of a description: all, none, or up to so many, cut at the end of a sentence. */
  readonly descriptionChars: number;
  /** The same for the descriptions of tools. */
  readonly toolDescriptionChars: number;
  /** Whether constraints are printed as tags. */
  readonly hasConstraints: boolean;
  /** Objects inside objects; deeper ones become a type that takes any. */
  readonly depth: number;
}

/** Everything there is to say. */
export const WHOLE: Level = {
  descriptionChars: Infinity,
  toolDescriptionChars: Infinity,
  hasConstraints: true,
  depth: Infinity,
};

/** Types without a word beside them. */
export const SHAPES: Level = { descriptionChars: 0, toolDescriptionChars: 0, hasConstraints: false, depth: Infinity };

/** What stands for an object that is not printed: `object` for what a script passes, `any` for what it gets. */
export type WideText = "object" | "any";

interface Reduction {
  readonly interner: Interner;
  readonly level: Level;
  readonly wide: WideText;
  readonly reduced: Map<string, TypeDoc>;
  readonly targets: Map<RecursiveType, RecursiveType>;
}

/** Makes types smaller, to a level. A reducer remembers what it reduced. */
export function createReducer(interner: Interner, level: Level, wide: WideText): (type: TypeDoc) => TypeDoc {
  const reduction: Reduction = { interner, level, wide, reduced: new Map(), targets: new Map() };
  return (type) => reduce(type, level.depth, reduction);
}

/** Tags that are said with the descriptions, and what is said even without them. */
const IMPORTANT_TAG = /^@(?:deprecated|note)\b/u;
const LASTING_TAG = /^observed/u;

/** A comment at a level; undefined where nothing is left. */
export function reduceComment(comment: Comment, level: Level, maxChars: number): Comment | undefined {
  const description = cutDescription(comment.description, maxChars);
  const isKept = (tag: string): boolean =>
    level.hasConstraints || LASTING_TAG.test(tag) || (maxChars > 0 && IMPORTANT_TAG.test(tag));
  const tags = comment.tags.filter(isKept);
  return description === "" && tags.length === 0 ? undefined : { description, tags };
}

function reduce(type: TypeDoc, depth: number, reduction: Reduction): TypeDoc {
  const key = `${type.id}:${depth}`;
  const known = reduction.reduced.get(key);
  if (known !== undefined) {
    return known;
  }
  const result = reduceForm(type, depth, reduction);
  reduction.reduced.set(key, result);
  if (result !== type) {
    const { interner } = reduction;
    interner.namesOf(type).forEach((origin, name) => interner.suggestName(result, name, origin));
  }
  return result;
}

function reduceForm(type: TypeDoc, depth: number, reduction: Reduction): TypeDoc {
  const { interner } = reduction;
  const inner = (one: TypeDoc): TypeDoc => reduce(one, depth, reduction);
  switch (type.kind) {
    case "union":
      return unionOf(type.members.map(inner), type.members.some(isTop), interner);
    case "intersection":
      return intersectionOf(type.members.map(inner), interner);
    case "array":
      return interner.intern({ kind: "array", item: inner(type.item) });
    case "tuple":
      return interner.intern({
        kind: "tuple",
        items: type.items.map((item) => ({ type: inner(item.type), mark: item.mark })),
      });
    case "object":
      return reduceObject(type, depth, reduction);
    case "recursive":
      return reduceRecursive(type.target, depth, reduction);
    case "commented":
      return commented(
        inner(type.type),
        reduceComment(type.comment, reduction.level, reduction.level.descriptionChars),
        interner,
      );
    default:
      return type;
  }
}

/** A union with anything keeps what else it names, as a hint. */
function unionOf(members: readonly TypeDoc[], isHint: boolean, interner: Interner): TypeDoc {
  return isHint && members.length > 1 ? interner.intern({ kind: "union", members }) : interner.union(members);
}

function isTop(type: TypeDoc): boolean {
  return type.kind === "text" && (type.text === "unknown" || type.text === "any");
}

function commented(type: TypeDoc, comment: Comment | undefined, interner: Interner): TypeDoc {
  return comment === undefined ? type : interner.intern({ kind: "commented", comment, type });
}

function intersectionOf(parts: readonly TypeDoc[], interner: Interner): TypeDoc {
  const isWide = parts.some((part) => part.kind === "text" && part.text === "any");
  return isWide ? interner.text("any") : interner.intersection(parts);
}

function reduceObject(type: ObjectType, depth: number, reduction: Reduction): TypeDoc {
  const isFlat = type.members.length === 0 && type.indexes.every((index) => index.type.kind === "text");
  if (depth <= 0 && !isFlat) {
    return reduction.interner.text(reduction.wide);
  }
  return reduction.interner.intern({
    ...type,
    members: type.members.map((member) => reduceMember(member, depth - 1, reduction)),
    indexes: type.indexes.map(({ names, type: value }) => ({ names, type: reduce(value, depth - 1, reduction) })),
  });
}

function reduceMember(member: Member, depth: number, reduction: Reduction): Member {
  const { name, isOptional } = member;
  const { level } = reduction;
  const comment =
    member.comment === undefined ? undefined : reduceComment(member.comment, level, level.descriptionChars);
  const type = reduce(member.type, depth, reduction);
  return { name, isOptional, type, ...(comment !== undefined && { comment }) };
}

/** Within a depth, a type that refers to itself is written out; without one, it stays a name. */
function reduceRecursive(target: RecursiveType, depth: number, reduction: Reduction): TypeDoc {
  const { interner, targets, wide } = reduction;
  if (depth !== Infinity) {
    return depth > 0 && target.body !== undefined
      ? reduce(target.body, depth - 1, reduction)
      : interner.text(wide === "any" ? "any" : "unknown");
  }
  const known = targets.get(target);
  if (known !== undefined) {
    return interner.intern({ kind: "recursive", target: known });
  }
  const copy = interner.recursive();
  targets.set(target, copy);
  copy.body = target.body === undefined ? undefined : reduce(target.body, depth, reduction);
  const canonical = interner.canonical(copy);
  targets.set(target, canonical);
  return interner.intern({ kind: "recursive", target: canonical });
}
