import type { ObjectShape, PatternShape, PropertyShape } from "../shape/object-shape.ts";
import type { BuildContext } from "./build-type.ts";
import { propertyComment } from "./comments.ts";
import { templateText } from "./literals.ts";
import type { Interner } from "./interner.ts";
import type { Comment, IndexSignature, Member, TypeDoc } from "./type-doc.ts";

/** Every object has these, so an optional member of that name alone would refuse objects that lack it. */
const INHERITED = new Set(
  "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf".split(" "),
);
const MAX_INDEX_MEMBERS = 4;

/** The type of some objects. */
export function buildObject(shape: ObjectShape, context: BuildContext): TypeDoc {
  const { interner } = context;
  const members = [...shape.properties].map(([name, property]) => buildMember(name, property, context));
  if (members.some((member) => !member.isOptional && isNever(member.type))) {
    return interner.text("never");
  }
  const additional = context.build(shape.additional);
  const patterns = shape.patterns.map((pattern) => ({ pattern, type: context.build(pattern.node) }));
  const index = stringIndex(members, [additional, ...patterns.map(({ type }) => type)], context);
  const indexes = index === undefined ? [] : [{ names: "string", type: index }];
  const templates = patterns.flatMap(({ pattern, type }) => patternObject(pattern, type, context));
  const isClosed = isNever(additional) && patterns.length === 0;
  const isSaid = members.length + indexes.length > 0;
  const own = isSaid ? [ownObject({ members, indexes, isClosed }, interner)] : [];
  if (!isSaid && templates.length === 0) {
    return everyObject(context);
  }
  return interner.intersection([...own, ...templates]);
}

/** The type of every object. */
export function everyObject({ interner, any }: BuildContext): TypeDoc {
  return interner.intern({ kind: "object", members: [], indexes: [{ names: "string", type: any }] });
}

interface OwnObject {
  readonly members: readonly Member[];
  readonly indexes: readonly IndexSignature[];
  readonly isClosed: boolean;
}

/** A closed object of optional members is told apart by a mark that is not printed, so that it stays as it is. */
function ownObject({ members, indexes, isClosed }: OwnObject, interner: Interner): TypeDoc {
  return interner.intern({ kind: "object", members, indexes, ...(isClosed && members.length > 0 && { isClosed }) });
}

function buildMember(name: string, property: PropertyShape, context: BuildContext): Member {
  const comment = propertyComment(property.sources);
  const isOptional = !property.isRequired;
  const own = context.build(property.node);
  const type = isOptional && INHERITED.has(name) ? orInherited(own, context) : own;
  const plain = comment === undefined ? type : withoutRepetition(type, comment);
  context.interner.suggestName(plain, name, "use");
  return { name, isOptional, type: plain, ...(comment !== undefined && { comment }) };
}

/** What an object has that does not set the property itself is a function. */
function orInherited(type: TypeDoc, { interner }: BuildContext): TypeDoc {
  return interner.union([type, interner.text("Function")]);
}

/** A type without a comment that says nothing new. */
function withoutRepetition(type: TypeDoc, comment: Comment): TypeDoc {
  if (type.kind !== "commented") {
    return type;
  }
  const isSaid = comment.description.includes(type.comment.description);
  return isSaid && type.comment.tags.every((tag) => comment.tags.includes(tag)) ? type.type : type;
}

/** What every property of an object is, declared or not: the type of `[k: string]`. Undefined where that is anything. */
function stringIndex(
  members: readonly Member[],
  others: readonly TypeDoc[],
  context: BuildContext,
): TypeDoc | undefined {
  const { interner } = context;
  const declared = members.map((member) => member.type);
  if (members.length === 0 && others.length === 1) {
    const [only] = others;
    return only === context.any ? undefined : only;
  }
  const isNeverOther = others.every(isNever);
  if (members.length > MAX_INDEX_MEMBERS || others.includes(context.any) || isNeverOther) {
    return undefined;
  }
  const optional = members.some((member) => member.isOptional) ? [interner.text("undefined")] : [];
  const type = interner.union([...declared, ...others, ...optional]);
  const isAny = type === context.any || (type.kind === "text" && type.text === "unknown");
  return isAny ? undefined : type;
}

/** The properties that match a pattern, as an object type of its own: those that are declared have to fit both. */
function patternObject(shape: PatternShape, type: TypeDoc, { interner, any }: BuildContext): readonly TypeDoc[] {
  const { pattern } = shape;
  if (pattern === undefined || !pattern.isExact || type === any) {
    return [];
  }
  const [only = ""] = pattern.texts;
  if (pattern.isStart && pattern.isEnd && pattern.texts.length <= 1) {
    const members = [{ name: only, isOptional: true, type }];
    return INHERITED.has(only) ? [] : [interner.intern({ kind: "object", members, indexes: [] })];
  }
  const names = pattern.texts.length === 0 ? "string" : templateText(pattern.texts, pattern.isStart, pattern.isEnd);
  return [interner.intern({ kind: "object", members: [], indexes: [{ names, type }] })];
}

/**
 * TypeScript refuses objects that share no property with a type whose members are all optional (a weak type), which
 * a schema does not. `& object` lifts that and keeps the check of misspelt properties.
 */
export function strengthen(type: TypeDoc, interner: Interner): TypeDoc {
  const parts = type.kind === "intersection" ? type.members : [type];
  return parts.every(isWeak) ? interner.intersection([...parts, interner.text("object")]) : type;
}

function isWeak(type: TypeDoc): boolean {
  return (
    type.kind === "object" &&
    type.isClosed !== true &&
    type.members.length > 0 &&
    type.indexes.length === 0 &&
    type.members.every((member) => member.isOptional)
  );
}

function isNever(type: TypeDoc): boolean {
  return type.kind === "text" && type.text === "never";
}
