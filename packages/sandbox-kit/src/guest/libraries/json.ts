/** What a JSON text may go on with. */
type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or end";

const SPACE = /[ \t\n\r]*/uy;
// oxlint-disable-next-line no-control-regex -- what JSON forbids in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

/** What is wrong with a text that is no JSON (RFC 8259), in words that no engine has a part in; undefined where it is some. */
export function explainJson(text: string): string | undefined {
  const open: string[] = [];
  let expected: Expected = "value";
  let at = end(SPACE, text, 0);
  while (at < text.length) {
    const char = text[at] as string;
    if (expected === ", or end" && open.length === 0) {
      return unexpected(text, at);
    }
    const next = step(text, at, expected);
    const closes = open.at(-1) === "{" ? "]" : "}";
    if (next === at || (expected === ", or end" && char === closes)) {
      return unexpected(text, at);
    }
    expected = expectedAfter(char, expected, open);
    at = end(SPACE, text, next);
  }
  return expected === ", or end" && open.length === 0 ? undefined : "Unexpected end of JSON input";
}

/** The offset behind the token at an offset, or the same offset where no token that is expected stands there. */
function step(text: string, at: number, expected: Expected): number {
  const char = text[at] as string;
  if (expected === ":" || expected === ", or end") {
    const wanted = expected === ":" ? ":" : ",]}";
    return wanted.includes(char) ? at + 1 : at;
  }
  if ((char === "]" && expected === "value or ]") || (char === "}" && expected === "key or }")) {
    return at + 1;
  }
  if (expected === "key" || expected === "key or }") {
    return end(STRING, text, at);
  }
  if (char === "{" || char === "[") {
    return at + 1;
  }
  return char === '"' ? end(STRING, text, at) : end(SCALAR, text, at);
}

function expectedAfter(char: string, expected: Expected, open: string[]): Expected {
  if (expected === ":") {
    return "value";
  }
  if (expected === ", or end" && char === ",") {
    return open.at(-1) === "{" ? "key" : "value";
  }
  if (char === "]" || char === "}") {
    open.pop();
    return ", or end";
  }
  if (expected === "key" || expected === "key or }") {
    return ":";
  }
  if (char === "{" || char === "[") {
    open.push(char);
    return char === "{" ? "key or }" : "value or ]";
  }
  return ", or end";
}

function end(token: RegExp, text: string, at: number): number {
  token.lastIndex = at;
  return token.test(text) ? token.lastIndex : at;
}

function unexpected(text: string, at: number): string {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return `Unexpected ${JSON.stringify(char)} at position ${at} of the JSON text`;
}
