const LINES_AROUND = 2;
const MAX_WIDTH = 120;

/**
 * The lines around a place in a text, numbered, with a caret under the column. Long lines are cut around the column.
 * Answers `""` where the text has no such line.
 */
export function codeFrame(source: string, line: number, column = 1): string {
  const lines = source.split(/\r\n|\n|\r/u);
  if (!Number.isInteger(line) || line < 1 || line > lines.length) {
    return "";
  }
  const first = Math.max(1, line - LINES_AROUND);
  const last = Math.min(lines.length, line + LINES_AROUND);
  const numberWidth = String(last).length;
  const target = lines[line - 1] ?? "";
  const caret = Math.min(Math.max(1, Math.trunc(column)), target.length + 1);
  const start = caret > MAX_WIDTH - 20 ? caret - Math.trunc(MAX_WIDTH / 2) : 0;
  const frame: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = printable((lines[number - 1] ?? "").slice(start, start + MAX_WIDTH));
    const gutter = `${number === line ? ">" : " "} ${String(number).padStart(numberWidth)} |`;
    frame.push(`${gutter} ${text}`.trimEnd());
    if (number === line) {
      frame.push(`  ${" ".repeat(numberWidth)} | ${" ".repeat(caret - 1 - start)}^`);
    }
  }
  return frame.join("\n");
}

/** One column a character: a tab, or a control character that would move a terminal's cursor, becomes a space. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu, " ");
}
