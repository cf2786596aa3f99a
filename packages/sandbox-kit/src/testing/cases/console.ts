import { type ConformanceCase, fails, returns } from "../case.ts";

type Row = readonly [id: string, title: string, argumentsText: string, text: string];

/** What is logged, and the text that every engine makes of it. */
const PRINTED: readonly Row[] = [
  ["words", "prints text as it is, with spaces between", '"a", "b c"', "a b c"],
  ["scalars", "prints scalars", "1, -0.5, true, null, undefined", "1 -0.5 true null undefined"],
  ["empty", "prints an empty line for no arguments", "", ""],
  ["newlines", "keeps newlines", '"a\\nb"', "a\nb"],
  ["bigint", "prints BigInt with its n", "10n", "10n"],
  ["nan", "prints NaN and Infinity", "NaN, -Infinity", "NaN -Infinity"],
];

/** Cases over `console`. */
export const CONSOLE_CASES: readonly ConformanceCase[] = [
  ...PRINTED.map(([id, title, argumentsText, text]) => ({
    id: `console.${id}`,
    title,
    script: `console.log(${argumentsText}); return 1;`,
    expect: returns(1, { logs: [{ level: "log" as const, text }] }),
  })),
  {
    id: "console.levels",
    title: "keeps the level of each line, and their order",
    script: 'console.debug("d"); console.info("i"); console.log("l"); console.warn("w"); console.error("e"); return 1;',
    expect: returns(1, {
      logs: [
        { level: "debug", text: "d" },
        { level: "info", text: "i" },
        { level: "log", text: "l" },
        { level: "warn", text: "w" },
        { level: "error", text: "e" },
      ],
    }),
  },
  {
    id: "console.order-with-calls",
    title: "keeps lines in order around calls",
    script: 'console.log("1"); await tools.echo(1); console.log("2"); await tools.echo(2); console.log("3"); return 1;',
    expect: returns(1, { logs: [{ text: "1" }, { text: "2" }, { text: "3" }] }),
  },
  {
    id: "console.answers-nothing",
    title: "answers nothing",
    script: 'return typeof console.log("x");',
    expect: returns("undefined"),
  },
  {
    id: "console.detached",
    title: "works without its object",
    script: 'const { log } = console; log("x"); [1].forEach(console.warn); return 1;',
    expect: returns(1, {
      logs: [
        { level: "log", text: "x" },
        { level: "warn", text: { contains: ["1"] } },
      ],
    }),
  },
  {
    id: "console.deep",
    title: "bounds the depth of what it prints",
    script: 'let v = "bottom"; for (let i = 0; i < 200; i++) v = { v }; console.log(v); return 1;',
    expect: returns(1, { logs: [{ text: { excludes: ["bottom"] } }] }),
  },
  {
    id: "console.large",
    title: "bounds the size of what it prints",
    script: 'console.log(Array.from({ length: 100000 }, (_, i) => "item" + i)); return 1;',
    expect: returns(1, { logs: [{ text: { contains: ["item0"], excludes: ["item99999"] } }] }),
  },
  {
    id: "console.cycle",
    title: "prints a cycle without end as something with an end",
    script: "const a = { name: 'loop' }; a.self = a; console.log(a); return 1;",
    expect: returns(1, { logs: [{ text: { contains: ["loop"] } }] }),
  },
  {
    id: "console.error-object",
    title: "prints an error's name and message, and no path of the host",
    script: 'console.error(new TypeError("bad")); return 1;',
    expect: returns(1, {
      logs: [
        { level: "error", text: { contains: ["TypeError", "bad"], excludes: ["node_modules", "file:", "/src/"] } },
      ],
    }),
  },
  {
    id: "console.on-failure",
    title: "keeps what was logged before a timeout",
    script: 'console.log("a"); await tools.echo(1); console.log("b"); await new Promise(() => {});',
    budget: { wallTimeMs: 500 },
    expect: fails("TIMEOUT", { logs: [{ text: "a" }, { text: "b" }] }),
  },
  {
    id: "console.unknown-method",
    title: "has no methods beyond logging that throw",
    script:
      "const missing = ['log', 'info', 'warn', 'error', 'debug'].filter((name) => typeof console[name] !== 'function'); return missing;",
    expect: returns([]),
  },
];
