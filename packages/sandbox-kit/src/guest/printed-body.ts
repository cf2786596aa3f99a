import { jsonStringify, NativeRegExp, regExpExec, stringIndexOf, stringSlice } from "./primordials.ts";

const LINE_CHARS = 80;
const PLAIN_KEY = new NativeRegExp("^[A-Za-z_$][\\w$]*$");

/** Text of the members of one container, as it grows. */
export interface Body {
  line: string;
  block: string;
  count: number;
  isLong: boolean;
}

/** Nothing yet. */
export function newBody(): Body {
  return { line: "", block: "", count: 0, isLong: false };
}

/** One more member, with its key or without. */
export function add(body: Body, key: string | undefined, text: string): void {
  const member = key === undefined ? text : `${isPlainKey(key) ? key : jsonStringify(key)}: ${text}`;
  const indented = indent(member);
  body.line += (body.count === 0 ? "" : ", ") + member;
  body.block += `${body.count === 0 ? "" : ","}\n  ${indented}`;
  body.count += 1;
  body.isLong = body.isLong || body.line.length > LINE_CHARS || indented.length > member.length;
}

/** On one line where that is short, else a member a line. */
export function wrap(body: Body, open: string, close: string): string {
  if (body.count === 0) {
    return open + close;
  }
  return body.isLong ? `${open}${body.block}\n${close}` : `${open} ${body.line} ${close}`;
}

/** Two more spaces after each line break. */
function indent(text: string): string {
  let indented = "";
  let from = 0;
  for (let at = stringIndexOf(text, "\n"); at >= 0; at = stringIndexOf(text, "\n", from)) {
    indented += `${stringSlice(text, from, at)}\n  `;
    from = at + 1;
  }
  return from === 0 ? text : indented + stringSlice(text, from);
}

function isPlainKey(key: string): boolean {
  return regExpExec(PLAIN_KEY, key) !== null;
}
