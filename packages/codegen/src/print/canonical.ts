import { formKey } from "./form-key.ts";
import type { RecursiveType, TypeDoc } from "./type-doc.ts";

/** Larger recursive types are not compared. */
const MAX_COMPARED_TYPES = 5000;

/**
 * A text that is equal for recursive types that are equal up to their identity: types are numbered in the order in which
 * they are met. Undefined where a type is too large, or not finished.
 */
export function canonicalText(root: RecursiveType): string | undefined {
  const numbers = new Map<number, number>();
  const texts: string[] = [];
  const open: RecursiveType[] = [root];
  const seen = new Set<RecursiveType>([root]);
  let isComplete = true;

  function number(type: TypeDoc): string {
    const known = numbers.get(type.id);
    if (known !== undefined) {
      return `#${known}`;
    }
    numbers.set(type.id, numbers.size);
    if (type.kind === "recursive") {
      if (!seen.has(type.target)) {
        seen.add(type.target);
        open.push(type.target);
      }
      return `@${[...seen].indexOf(type.target)}`;
    }
    return `${numbers.size - 1}=${formKey(type, number)}`;
  }

  for (const target of open) {
    isComplete &&= target.body !== undefined && numbers.size < MAX_COMPARED_TYPES;
    if (!isComplete || target.body === undefined) {
      return undefined;
    }
    texts.push(number(target.body));
  }
  return texts.join("\n");
}
