import type { TypeDoc } from "./type-doc.ts";

/** The types directly inside a type; not the body of a recursive one. */
export function innerTypes(type: TypeDoc): readonly TypeDoc[] {
  switch (type.kind) {
    case "union":
    case "intersection":
      return type.members;
    case "array":
      return [type.item];
    case "tuple":
      return type.items.map((item) => item.type);
    case "object":
      return [...type.members, ...type.indexes].map((inner) => inner.type);
    case "commented":
      return [type.type];
    default:
      return [];
  }
}
