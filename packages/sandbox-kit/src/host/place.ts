/** A place in a script. Both count from 1; columns in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What ends a line (ECMA-262, LineTerminatorSequence). */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/u;
/** Lines that `new AsyncFunction` puts before the script (ECMA-262, CreateDynamicFunction). */
const WRAPPER_LINES = 2;

/**
 * Where an error was made, from the places that the engine's stack names: `script.js:4:7 script.js:9:1`, innermost first.
 * Engines disagree on which character of a call stands for it; the answer is V8's: `new`, the name that is called, the
 * member that is read. Undefined where the stack names none.
 */
export function placeInScript(places: string, code: string): Place | undefined {
  const lines = code.split(LINE_END);
  for (const [, engine, lineText, columnText] of places.matchAll(/(script\.js|<input>):(\d+):(\d+)/gu)) {
    const line = Number(lineText) - WRAPPER_LINES;
    const text = lines[line - 1];
    if (text === undefined) {
      continue;
    }
    // QuickJS counts code points, V8 code units.
    const column = engine === "script.js" ? Number(columnText) : unitColumn(text, Number(columnText));
    const isDefaultConstructor = text[column - 1] === "}" && engine !== "script.js";
    if (!isDefaultConstructor) {
      return { line, column: anchor(text, column) };
    }
  }
  return undefined;
}

/** Where a name first stands on or after a place on its line: V8 places a missing name at its statement. */
export function placeOfName(name: string, place: Place, code: string): Place {
  const text = code.split(LINE_END)[place.line - 1] ?? "";
  const isPart = (char: string | undefined): boolean => char !== undefined && /[\p{ID_Continue}$.]/u.test(char);
  for (let at = text.indexOf(name, place.column - 1); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isPart(text[at - 1]) && !isPart(text[at + name.length])) {
      return { line: place.line, column: at + 1 };
    }
  }
  return place;
}

/** The name that is called at a place, with what it is a member of: `github.issues.list`. Undefined for anything longer. */
export function calleeAt(place: Place, code: string): string | undefined {
  const text = code.split(LINE_END)[place.line - 1] ?? "";
  const name = /^[\p{ID_Continue}$]+/u.exec(text.slice(place.column - 1))?.[0];
  const before = /(?:[\p{ID_Continue}$]+\.)*$/u.exec(text.slice(0, place.column - 1));
  const isWhole = before !== null && !/[.)\]]$/u.test(text.slice(0, before.index));
  return name === undefined || !isWhole ? undefined : before[0] + name;
}

function unitColumn(text: string, codePoints: number): number {
  return (
    Array.from(text)
      .slice(0, codePoints - 1)
      .join("").length + 1
  );
}

/** From the parenthesis of a call, the dot of a member or a `return` to the name that is meant. */
function anchor(text: string, column: number): number {
  const at = column - 1;
  const member = /^\?*\.\s*/u.exec(text.slice(at));
  if (member !== null) {
    return column + member[0].length;
  }
  const tail = /^return\s+(?:[\w$]+\s*\.\s*)*(?=[\w$]+\s*\()/u.exec(text.slice(at));
  if (tail !== null) {
    return column + tail[0].length;
  }
  if (text[at] !== "(") {
    return column;
  }
  const called = /(?<before>(?:\bnew\s+)?(?:[\p{ID_Continue}$]+\s*\??\.\s*)*)(?<name>[\p{ID_Continue}$]+)\s*$/u.exec(
    text.slice(0, at),
  );
  if (called?.groups === undefined) {
    return column;
  }
  const { before = "", name = "" } = called.groups;
  const isNew = before.startsWith("new");
  return called.index + 1 + (isNew || name === "" ? 0 : before.length);
}
