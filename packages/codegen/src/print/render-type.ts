import { keyText } from "./literals.ts";
import type { Comment, Member, ObjectType, TupleItem, TypeDoc } from "./type-doc.ts";

/** The names of types that are declared apart. */
export type TypeNames = ReadonlyMap<TypeDoc, string>;

/** Where a type stands: the column of its line, and how tightly what is around it binds. */
interface Place {
  readonly indent: number;
  readonly strength: number;
}

const UNION = 1;
const INTERSECTION = 2;
const POSTFIX = 3;
const FREE: Place = { indent: 0, strength: 0 };

/** A type where it is used: its name, if it has one. */
export function typeText(type: TypeDoc, names: TypeNames): string {
  return use(type, FREE, names);
}

/** The declaration of a type. Its comment stands before it. */
export function declarationText(name: string, type: TypeDoc, names: TypeNames): string {
  const body = type.kind === "recursive" && type.target.body !== undefined ? type.target.body : type;
  return body.kind === "commented"
    ? `${commentText(body.comment)}\ntype ${name} = ${use(body.type, FREE, names)};\n`
    : `type ${name} = ${define(body, FREE, names)};\n`;
}

/** A comment in one piece; line breaks inside stay. */
export function commentText(comment: Comment): string {
  const body = [comment.description, ...comment.tags].filter((text) => text !== "").join(" ");
  return `/** ${body} */`;
}

function use(type: TypeDoc, place: Place, names: TypeNames): string {
  return names.get(type) ?? define(type, place, names);
}

function define(type: TypeDoc, place: Place, names: TypeNames): string {
  switch (type.kind) {
    case "text":
      return type.text;
    case "literals":
      return join(type.texts, " | ", { own: type.texts.length > 1 ? UNION : POSTFIX, around: place.strength });
    case "union":
      return defineJoined(type.members, UNION, { place, names });
    case "intersection":
      return defineJoined(mergeMembers(type.members, names), INTERSECTION, { place, names });
    case "array":
      return `${use(type.item, { ...place, strength: POSTFIX }, names)}[]`;
    case "tuple":
      return `[${type.items.map((item) => tupleItem(item, place, names)).join(", ")}]`;
    case "object":
      return defineObject(type, place.indent, names);
    case "recursive":
      return type.target.body === undefined ? "unknown" : define(type.target.body, place, names);
    default:
      return `${commentText(type.comment)} ${use(type.type, place, names)}`;
  }
}

function join(texts: readonly string[], separator: string, strength: { own: number; around: number }): string {
  const text = texts.join(separator);
  return strength.own !== POSTFIX && strength.around >= strength.own ? `(${text})` : text;
}

function defineJoined(
  members: readonly TypeDoc[],
  own: number,
  { place, names }: { readonly place: Place; readonly names: TypeNames },
): string {
  const isJoined = members.length > 1;
  const inner = { indent: place.indent, strength: isJoined ? own : place.strength };
  const texts = members.map((member) => use(member, inner, names));
  return join(texts, own === UNION ? " | " : " & ", { own: isJoined ? own : POSTFIX, around: place.strength });
}

/**
 * An intersection written flat: neighbouring objects without names, whose members are different, are one object, and
 * `object` is left out where a required member says it.
 */
function mergeMembers(members: readonly TypeDoc[], names: TypeNames): readonly TypeDoc[] {
  const flat = flatten(members, names);
  const isObject = flat.some((member) => member.kind === "object" && member.members.some((one) => !one.isOptional));
  const merged: TypeDoc[] = [];
  for (const member of isObject ? flat.filter((one) => one.kind !== "text" || one.text !== "object") : flat) {
    const last = merged.at(-1);
    const both = last === undefined ? undefined : mergeObjects(last, member, names);
    if (both === undefined) {
      merged.push(member);
    } else {
      merged[merged.length - 1] = both;
    }
  }
  return merged;
}

function flatten(members: readonly TypeDoc[], names: TypeNames): readonly TypeDoc[] {
  return members.flatMap((member) =>
    member.kind === "intersection" && !names.has(member) ? flatten(member.members, names) : [member],
  );
}

function mergeObjects(a: TypeDoc, b: TypeDoc, names: TypeNames): TypeDoc | undefined {
  const isPlain = a.kind === "object" && b.kind === "object" && a.indexes.length + b.indexes.length === 0;
  if (!isPlain || names.has(a) || names.has(b)) {
    return undefined;
  }
  const taken = new Set(a.members.map((member) => member.name));
  const isDisjoint = !b.members.some((member) => taken.has(member.name));
  return isDisjoint ? { ...a, members: [...a.members, ...b.members] } : undefined;
}

function tupleItem(item: TupleItem, place: Place, names: TypeNames): string {
  const text = use(item.type, { ...place, strength: item.mark === "" ? 0 : POSTFIX }, names);
  if (item.mark === "...") {
    return `...${text}[]`;
  }
  return `${text}${item.mark}`;
}

function defineObject(type: ObjectType, indent: number, names: TypeNames): string {
  const [index] = type.indexes;
  if (type.members.length === 0 && type.indexes.length === 0) {
    return "{}";
  }
  if (type.members.length === 0 && index?.names === "string" && !mentionsRecursion(index.type)) {
    return `Record<string, ${use(index.type, { indent, strength: 0 }, names)}>`;
  }
  const inner = { indent: indent + 1, strength: 0 };
  const members = [
    ...type.members.map((member) => memberText(member, inner, names)),
    ...type.indexes.map((signature) => `[k: ${signature.names}]: ${use(signature.type, inner, names)}`),
  ];
  if (!type.members.some((member) => member.comment !== undefined)) {
    return `{ ${members.join("; ")} }`;
  }
  const margin = " ".repeat(indent + 1);
  return `{\n${members.map((member) => `${margin}${member};\n`).join("")}${" ".repeat(indent)}}`;
}

function memberText(member: Member, place: Place, names: TypeNames): string {
  const comment = member.comment === undefined ? "" : `${commentText(member.comment)}\n${" ".repeat(place.indent)}`;
  return `${comment}${keyText(member.name)}${member.isOptional ? "?" : ""}: ${use(member.type, place, names)}`;
}

/** An alias may not be an argument of a generic type in its own definition, but an index signature may hold it. */
function mentionsRecursion(type: TypeDoc): boolean {
  switch (type.kind) {
    case "recursive":
      return true;
    case "union":
    case "intersection":
      return type.members.some(mentionsRecursion);
    case "array":
      return mentionsRecursion(type.item);
    case "tuple":
      return type.items.some((item) => mentionsRecursion(item.type));
    case "commented":
      return mentionsRecursion(type.type);
    case "object":
      return type.members.length === 0 && type.indexes.some((index) => mentionsRecursion(index.type));
    default:
      return false;
  }
}
