import { type ConformanceCase, fails, returns } from "../case.ts";

/** Exactly 24 bytes of UTF-8. */
const SCRIPT_OF_24_BYTES = 'return "ä".length + 10;';

/** Cases over sizes: script, arguments, results, value. */
const SIZE_CASES: readonly ConformanceCase[] = [
  {
    id: "limits.script-at",
    title: "runs a script of exactly maxScriptBytes",
    script: SCRIPT_OF_24_BYTES,
    budget: { maxScriptBytes: 24 },
    expect: returns(11),
  },
  {
    id: "limits.script-past",
    title: "refuses a script one byte longer than maxScriptBytes before it runs",
    script: SCRIPT_OF_24_BYTES,
    budget: { maxScriptBytes: 23 },
    expect: fails("SYNTAX", { message: { contains: ["23", "budget.maxScriptBytes"] } }),
  },
  {
    id: "limits.argument-at",
    title: "passes arguments of exactly maxArgumentBytes as a JSON array",
    script: 'return (await tools.echo("a".repeat(96))).length;',
    budget: { maxArgumentBytes: 100 },
    expect: returns(96, { usage: { argumentBytes: 100 } }),
  },
  {
    id: "limits.argument-past",
    title: "throws at a call whose arguments are one byte too long",
    script: `try { await tools.echo("a".repeat(97)); return "passed"; } catch (error) {
  return [error.code, error.message.includes("100 bytes"), error.message.includes("budget.maxArgumentBytes")];
}`,
    budget: { maxArgumentBytes: 100 },
    expect: returns(["OUTPUT_LIMIT", true, true], { callCount: 0 }),
  },
  {
    id: "limits.argument-utf8",
    title: "counts the bytes of arguments, not their characters",
    script: 'try { await tools.echo("ä".repeat(49)); return "passed"; } catch (error) { return error.code; }',
    budget: { maxArgumentBytes: 100 },
    expect: returns("OUTPUT_LIMIT", { callCount: 0 }),
  },
  {
    id: "limits.call-result-at",
    title: "delivers a call's result of exactly maxCallResultBytes as JSON",
    script: "return (await tools.big({ bytes: 98 })).length;",
    budget: { maxCallResultBytes: 100 },
    expect: returns(98, { usage: { callResultBytes: 100 } }),
  },
  {
    id: "limits.call-result-past",
    title: "throws at a call whose result is one byte too long",
    script: `try { await tools.big({ bytes: 99 }); return "passed"; } catch (error) {
  return [error.code, error.message.includes("100 bytes"), error.message.includes("budget.maxCallResultBytes")];
}`,
    budget: { maxCallResultBytes: 100 },
    expect: returns(["OUTPUT_LIMIT", true, true]),
  },
  {
    id: "limits.result-at",
    title: "returns a value of exactly maxResultBytes as JSON",
    script: 'return "r".repeat(98);',
    budget: { maxResultBytes: 100 },
    expect: returns("r".repeat(98), { usage: { resultBytes: 100 } }),
  },
  {
    id: "limits.result-past",
    title: "fails with a value one byte longer than maxResultBytes",
    script: 'console.log("kept"); return "r".repeat(99);',
    budget: { maxResultBytes: 100 },
    expect: fails("OUTPUT_LIMIT", {
      name: null,
      message: { contains: ["100 bytes", "budget.maxResultBytes"] },
      logs: [{ text: "kept" }],
    }),
  },
  {
    id: "limits.result-utf8",
    title: "counts the bytes of the value, not its characters",
    script: 'return "ä".repeat(50);',
    budget: { maxResultBytes: 100 },
    expect: fails("OUTPUT_LIMIT", { message: { contains: ["100 bytes", "budget.maxResultBytes"] } }),
  },
  {
    id: "limits.result-dag",
    title: "fails with a value that is small inside and endless as JSON",
    script: 'let x = "lol"; for (let i = 0; i < 24; i++) x = [x, x]; return x;',
    budget: { maxResultBytes: 1000 },
    expect: fails("OUTPUT_LIMIT", { message: { contains: ["1000 bytes"] } }),
  },
  {
    id: "limits.result-sparse",
    title: "fails with an array that is empty inside and endless as JSON",
    script: "const a = []; a.length = 2 ** 32 - 1; return a;",
    budget: { maxResultBytes: 1000 },
    expect: fails("OUTPUT_LIMIT", { message: { contains: ["1000 bytes"] } }),
  },
  {
    id: "limits.logs-at",
    title: "keeps log lines of exactly maxLogBytes",
    script: 'console.log("a".repeat(60)); console.log("b".repeat(40)); return 1;',
    budget: { maxLogBytes: 100 },
    expect: returns(1, { logs: [{ text: "a".repeat(60) }, { text: "b".repeat(40) }], usage: { logBytes: 100 } }),
  },
  {
    id: "limits.logs-past",
    title: "drops the line past maxLogBytes, says so once, and goes on",
    script: 'console.log("a".repeat(60)); console.log("b".repeat(41)); console.log("c".repeat(50)); return 1;',
    budget: { maxLogBytes: 100 },
    expect: returns(1, {
      logs: [{ text: "a".repeat(60) }, { text: { contains: ["100 bytes", "budget.maxLogBytes"] } }],
    }),
  },
];

/** Cases over options that make no sense. */
const OPTION_CASES: readonly ConformanceCase[] = (
  [
    ["wallTimeMs", -1],
    ["wallTimeMs", Number.NaN],
    ["cpuTimeMs", -5],
    ["memoryLimitBytes", Number.NaN],
    ["maxCalls", -1],
    ["maxConcurrentCalls", 0],
    ["maxResultBytes", -1],
  ] as const
).map(([option, value]) => ({
  id: `limits.option-${option.toLowerCase()}-${Number.isNaN(value) ? "nan" : value < 0 ? "negative" : "zero"}`,
  title: `refuses budget.${option} ${value} by name`,
  script: "return 1;",
  budget: { [option]: value },
  expect: { status: "refused", code: "INVALID_OPTION", message: { contains: [`budget.${option}`, String(value)] } },
}));

/** Cases over sizes in bytes, and over options that make no sense. */
export const SIZE_LIMIT_CASES: readonly ConformanceCase[] = [...SIZE_CASES, ...OPTION_CASES];
