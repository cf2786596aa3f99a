import type { Comment, ObjectType, TypeDoc, TypeForm } from "./type-doc.ts";

/** A text that is equal for equal forms; `keyOf` answers the text of a type inside. */
export function formKey(form: TypeForm, keyOf: (type: TypeDoc) => string): string {
  switch (form.kind) {
    case "text":
      return `=${form.text}`;
    case "literals":
      return `l${form.texts.join("|")}`;
    case "union":
      return `|${form.members.map(keyOf).join(",")}`;
    case "intersection":
      return `&${form.members.map(keyOf).join(",")}`;
    case "array":
      return `[${keyOf(form.item)}`;
    case "tuple":
      return `t${form.items.map((item) => `${item.mark}${keyOf(item.type)}`).join(",")}`;
    case "object":
      return objectKey(form, keyOf);
    case "recursive":
      return `r${form.target.id}`;
    default:
      return `c${commentKey(form.comment)}${keyOf(form.type)}`;
  }
}

/** A text that is equal for equal comments. */
function commentKey(comment: Comment): string {
  return JSON.stringify([comment.description, ...comment.tags]);
}

function objectKey(form: ObjectType, keyOf: (type: TypeDoc) => string): string {
  const inner = form.members.map(
    (member) =>
      `${JSON.stringify(member.name)}${member.isOptional ? "?" : ""}:${keyOf(member.type)}${
        member.comment === undefined ? "" : commentKey(member.comment)
      }`,
  );
  const indexes = form.indexes.map((index) => `${index.names}:${keyOf(index.type)}`);
  return `{${inner.join(";")}}${indexes.join(";")}${form.isClosed === true ? "!" : ""}`;
}

/** cyrb53-like, 53 bits: only for ordering. */
export function hashText(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  return (low >>> 0) * 0x200000 + ((high >>> 0) & 0x1fffff);
}
