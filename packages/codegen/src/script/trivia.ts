/** The first offset at or after `offset` that is neither white space nor comment. */
export function skipTrivia(text: string, offset: number): number {
  let position = offset;
  for (;;) {
    const rest = /\s/u.test(text[position] ?? "") ? 1 : commentLength(text, position);
    if (rest === 0) {
      return position;
    }
    position += rest;
  }
}

function commentLength(text: string, offset: number): number {
  if (text.startsWith("//", offset)) {
    return lineEnd(text, offset) - offset;
  }
  if (text.startsWith("/*", offset)) {
    const end = text.indexOf("*/", offset + 2);
    return (end < 0 ? text.length : end + 2) - offset;
  }
  return 0;
}

function lineEnd(text: string, offset: number): number {
  for (let position = offset; position < text.length; position += 1) {
    if (isLineEnd(text[position] ?? "")) {
      return position;
    }
  }
  return text.length;
}

function isLineEnd(character: string): boolean {
  return character === "\n" || character === "\r" || character === "\u2028" || character === "\u2029";
}

/** Whether a line ends between two offsets. */
export function hasLineEnd(text: string, start: number, end: number): boolean {
  return /[\n\r\u2028\u2029]/u.test(text.slice(start, end));
}
