import { type ConformanceCase, fails, returns } from "../case.ts";

type Row = readonly [id: string, title: string, script: string, line: number, column: number | undefined];

/** Where an error stands: the place of the expression that made it, as a reader of the model's text counts. */
const THROWN: readonly Row[] = [
  ["first-line", "on the first line", 'throw new Error("x");', 1, 7],
  ["indented", "behind an indent", '    throw new Error("x");', 1, 11],
  ["third-line", "on the third line", 'const a = 1;\n\nthrow new Error("x");', 3, 7],
  [
    "in-function",
    "inside a function, not where it was called",
    'function inner() {\n  throw new Error("x");\n}\ninner();',
    2,
    9,
  ],
  ["in-callback", "inside a callback of a builtin", '[1].map(() => {\n  throw new Error("x");\n});', 2, 9],
  ["in-arrow", "inside an arrow on one line", 'const f = () => { throw new Error("x"); };\nf();', 1, 25],
  ["after-await", "after an await", 'await null;\nawait null;\nthrow new Error("x");', 3, 7],
  ["after-call", "after a call", 'await tools.echo(1);\n  throw new Error("x");', 2, 9],
  ["made-before", "where it was made, not where it was thrown", 'const error = new Error("x");\n\nthrow error;', 1, 15],
  [
    "in-async",
    "inside an async function",
    'async function work() {\n  await null;\n  throw new Error("x");\n}\nawait work();',
    3,
    9,
  ],
  ["in-method", "inside a method", 'const o = {\n  m() { throw new Error("x"); },\n};\no.m();', 2, 15],
  ["in-all", "inside Promise.all", 'await Promise.all([1, 2].map(async () => {\n  throw new Error("x");\n}));', 2, 9],
  [
    "in-timer",
    "in a promise that a timer rejects",
    'await new Promise((_, reject) => setTimeout(() => {\n  reject(new Error("x"));\n}, 1));',
    2,
    10,
  ],
  ["multiline-template", "below a template of several lines", "const t = `a\nb\nc`;\nthrow new Error(t);", 4, 7],
  ["unicode-before", "behind characters of several bytes", 'const s = "ä👍"; throw new Error("x");', 1, 24],
  ["crlf", "in text with carriage returns", 'const a = 1;\r\nthrow new Error("x");', 2, 7],
  ["no-new", "from Error called without new", 'throw Error("x");', 1, 7],
  ["undefined-name", "of a name that does not exist", "const a = 1;\nmissingName;", 2, 1],
  ["undefined-call", "of a function that does not exist", "const a = 1;\n  missingFunction(1);", 2, 3],
  ["null-member", "of a member of null", "const a = null;\n  a.member;", 2, undefined],
  ["undefined-member", "of a member of undefined", "const a = {};\nreturn a.b.c;", 2, undefined],
  ["not-a-function", "of a call of what is no function", "const a = {};\n\na.run();", 3, undefined],
  ["const-assignment", "of an assignment to a constant", "const a = 1;\na = 2;", 2, undefined],
];

/** What does not parse, and the line that says so. */
const UNPARSED: readonly Row[] = [
  ["missing-operand", "a missing operand", "const a = 1;\nconst b = ;", 2, undefined],
  ["stray-brace", "a closing brace too many", "const a = 1;\n}", 2, undefined],
  ["bad-declaration", "two words in a row", "const a = 1;\n\nfoo bar", 3, undefined],
  ["unclosed-string", "an unclosed string", 'const a = 1;\nconst s = "abc', 2, undefined],
  ["escape", "an attempt to close the function around it", "} globalThis.escaped = 1; {", 1, undefined],
];

/** Cases over lines and columns: always those of the model's own text. */
export const POSITION_CASES: readonly ConformanceCase[] = [
  ...THROWN.map(([id, title, script, line, column]) => ({
    id: `positions.${id}`,
    title: `gives the position ${title}`,
    script,
    expect: fails("SCRIPT", { line, ...(column !== undefined && { column }) }),
  })),
  ...UNPARSED.map(([id, title, script, line]) => ({
    id: `positions.syntax-${id}`,
    title: `gives the line of ${title}`,
    script,
    expect: fails("SYNTAX", { name: "SyntaxError", line, callCount: 0 }),
  })),
  {
    id: "positions.line-offset",
    title: "subtracts the lines that preparation put in front",
    script: '\n\n\nthrow new Error("x");',
    lineOffset: 3,
    expect: fails("SCRIPT", { line: 1, column: 7 }),
  },
  {
    id: "positions.line-offset-syntax",
    title: "subtracts the offset from the line of what does not parse",
    script: "\n\nconst b = ;",
    lineOffset: 2,
    expect: fails("SYNTAX", { line: 1 }),
  },
  {
    id: "positions.syntax-closes-wrapper",
    title: "takes a script that closes the function around it for what it is: one that does not parse",
    script: "}); globalThis.outside = 1; (async () => {",
    expect: fails("SYNTAX", { name: "SyntaxError" }),
  },
  {
    id: "positions.syntax-runs-nothing",
    title: "runs nothing of a script that does not parse",
    script: 'console.log("ran");\nawait tools.echo(1);\nconst b = ;',
    expect: fails("SYNTAX", { logs: [], callCount: 0 }),
  },
  {
    id: "positions.comment-at-end",
    title: "runs a script that ends in a comment",
    script: "return 6; // done",
    expect: returns(6),
  },
  {
    id: "positions.comment-only",
    title: "runs a script that is nothing but a comment",
    script: "// nothing to do",
    expect: returns(undefined),
  },
  {
    id: "positions.line-separator",
    title: "ends a line comment at U+2028, as the language does",
    script: "// comment\u2028return 8;",
    expect: returns(8),
  },
  {
    id: "positions.shadowing",
    title: "lets a script declare the names of namespaces and globals for itself",
    script: "const tools = 1; let console = 2; var github = 3; return tools + console + github;",
    expect: returns(6),
  },
];
