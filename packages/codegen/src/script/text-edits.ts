import { hasLineEnd, skipTrivia } from "./trivia.ts";

/** A place where preparation put characters in front of the model's own, on the same line. */
export interface Insertion {
  /** The line in the model's text, from 1. */
  readonly line: number;
  /** The column in the model's text, from 1, of the first character that moved to the right. */
  readonly column: number;
  readonly length: number;
}

/** A position in a text; both numbers start at 1, columns count UTF-16 code units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Changes to a text that keep every other character where it was. Offsets are those of the text as it came. */
export class TextEdits {
  readonly #blanks: (readonly [start: number, end: number])[] = [];
  readonly #characters = new Map<number, string>();
  readonly #inserts = new Map<number, string>();

  /** Puts spaces in place of everything but line ends. */
  blank(start: number, end: number): void {
    if (end > start) {
      this.#blanks.push([start, end]);
    }
  }

  /** Puts one character in place of another, blanked or not. */
  write(offset: number, character: string): void {
    this.#characters.set(offset, character);
  }

  /** Puts text before the character at `offset`; of two at the same place the earlier comes first. */
  insert(offset: number, text: string): void {
    this.#inserts.set(offset, (this.#inserts.get(offset) ?? "") + text);
  }

  /** The text with these edits, and those of `more`, made. */
  apply(text: string, more?: TextEdits): string {
    const others = more === undefined ? [] : [more];
    const all = [this, ...others];
    const blanks = all.flatMap((edits) => edits.#blanks);
    const characters = new Map(all.flatMap((edits) => [...edits.#characters]));
    const inserts = all.flatMap((edits) => [...edits.#inserts]);
    // Same-length changes are made first, so that offsets stay true while inserting.
    const plain = overwrite(blankRanges(text, blanks), characters);
    if (inserts.length === 0) {
      return plain;
    }
    let result = "";
    let position = 0;
    for (const [offset, inserted] of inserts.toSorted((a, b) => a[0] - b[0])) {
      result += plain.slice(position, offset) + inserted;
      position = offset;
    }
    return result + plain.slice(position);
  }

  /** Lines put before the first one, and what moved to the right on its own line. */
  moved(text: string): { readonly lineOffset: number; readonly insertions: readonly Insertion[] } {
    let lineOffset = 0;
    const insertions: Insertion[] = [];
    for (const [offset, inserted] of [...this.#inserts].toSorted((a, b) => a[0] - b[0])) {
      const lines = inserted.split("\n").length - 1;
      lineOffset += lines;
      if (lines === 0 && hasTokenAfter(text, offset)) {
        insertions.push({ ...positionAt(text, offset), length: inserted.length });
      }
    }
    return { lineOffset, insertions };
  }
}

/** Whether anything that an error could point at follows on the same line. */
function hasTokenAfter(text: string, offset: number): boolean {
  let next = skipTrivia(text, offset);
  while (text[next] === ";") {
    next = skipTrivia(text, next + 1);
  }
  return next < text.length && !hasLineEnd(text, offset, next);
}

function blankRanges(text: string, ranges: readonly (readonly [number, number])[]): string {
  let result = "";
  let position = 0;
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const from = Math.max(start, position);
    if (end > from) {
      result += text.slice(position, from) + blanked(text.slice(from, end));
      position = end;
    }
  }
  return result + text.slice(position);
}

/** The text with a space for every character that is not part of a line end. */
export function blanked(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/gu, (character) => " ".repeat(character.length));
}

function overwrite(text: string, characters: ReadonlyMap<number, string>): string {
  let result = "";
  let position = 0;
  for (const [offset, character] of [...characters].toSorted((a, b) => a[0] - b[0])) {
    result += text.slice(position, offset) + character;
    position = offset + 1;
  }
  return result + text.slice(position);
}

/** Where an offset stands in a text. */
export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}
