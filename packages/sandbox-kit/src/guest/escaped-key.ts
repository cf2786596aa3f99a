/**
 * Whether a key is `@b`, `@@b`, `@@@b`… On the wire `{"@b": base64}` is bytes, so an object whose only key looks like
 * that travels with one `@` more.
 */
export function isEscapable(key: string): boolean {
  const last = key.length - 1;
  if (last < 1 || key[last] !== "b") {
    return false;
  }
  for (let index = 0; index < last; index += 1) {
    if (key[index] !== "@") {
      return false;
    }
  }
  return true;
}
