/** A line and a column, both from 1. Columns count UTF-16 code units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** What ends a line in ECMAScript (ECMA-262, LineTerminatorSequence). */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/gu;

/** The offset of a place, or undefined where the text has no such place. `inPoints`: the column counts code points. */
export function offsetAt(text: string, { line, column }: TextPlace, inPoints: boolean): number | undefined {
  let start = 0;
  const lineEnd = new RegExp(LINE_END);
  for (let at = 1; at < line; at += 1) {
    lineEnd.lastIndex = start;
    const end = lineEnd.exec(text);
    if (end === null) {
      return undefined;
    }
    start = end.index + end[0].length;
  }
  if (line < 1 || column < 1) {
    return undefined;
  }
  return Math.min(start + (inPoints ? unitsOf(text, start, column - 1) : column - 1), text.length);
}

/** Code units of so many code points. */
function unitsOf(text: string, start: number, points: number): number {
  let at = start;
  for (let count = 0; count < points && at < text.length; count += 1) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at - start;
}

/** The place of an offset. */
export function placeAt(text: string, offset: number): TextPlace {
  let line = 1;
  let start = 0;
  for (const end of text.matchAll(LINE_END)) {
    if (end.index + end[0].length > offset) {
      break;
    }
    line += 1;
    start = end.index + end[0].length;
  }
  return { line, column: offset - start + 1 };
}
