import { type ConformanceCase, fails, returns } from "../case.ts";

/** Mistakes that the engine notices, and the one message that every engine has for them. */
const NOTICED = [
  [
    "undefined-member",
    "a member of undefined",
    "const a = {};\nreturn a.b.c;",
    "TypeError",
    "Cannot read properties of undefined (reading 'c')",
  ],
  [
    "null-member",
    "a member of null",
    "const a = null;\na.b;",
    "TypeError",
    "Cannot read properties of null (reading 'b')",
  ],
  [
    "null-assignment",
    "a member of null that is set",
    "const a = null;\na.b = 1;",
    "TypeError",
    "Cannot set properties of null (setting 'b')",
  ],
  ["constant", "an assignment to a constant", "const a = 1;\na = 2;", "TypeError", "Assignment to constant variable."],
  [
    "not-a-function",
    "a call of what is no function",
    "const a = {};\na.run();",
    "TypeError",
    "a.run is not a function",
  ],
  ["array-length", "an impossible array length", "const a = [];\na.length = -1;", "RangeError", "Invalid array length"],
] as const;

/** Cases over what a script throws, and what it can catch. */
export const ERROR_CASES: readonly ConformanceCase[] = [
  {
    id: "errors.error",
    title: "fails with a thrown error's name and message",
    script: 'throw new TypeError("wrong type");',
    expect: fails("SCRIPT", { name: "TypeError", message: "wrong type", cause: null }),
  },
  {
    id: "errors.empty-message",
    title: "fails when an error without a message is thrown",
    script: 'throw new Error("");',
    expect: fails("SCRIPT", { name: "Error" }),
  },
  ...(
    [
      ["string", '"boom"', "boom"],
      ["number", "42", "42"],
      ["null", "null", "null"],
      ["undefined", "undefined", "undefined"],
      ["false", "false", "false"],
      ["empty-string", '""', undefined],
      ["bigint", "10n", "10"],
      ["object", "{ code: 1 }", "code"],
      ["array", "[1, 2]", "1"],
      ["symbol", 'Symbol("odd")', "odd"],
    ] as const
  ).map(([id, thrown, part]) => ({
    id: `errors.throw-${id}`,
    title: `fails when ${thrown} is thrown, and says what it was`,
    script: `throw ${thrown};`,
    expect: fails("SCRIPT", { name: null, line: null, ...(part !== undefined && { message: { contains: [part] } }) }),
  })),
  ...NOTICED.map(([id, what, script, name, message]) => ({
    id: `errors.noticed-${id}`,
    title: `has the same message on every engine for ${what}`,
    script,
    expect: fails("SCRIPT", { name, message, line: 2 }),
  })),
  {
    id: "errors.throw-function",
    title: "fails when a function is thrown",
    script: "throw () => 1;",
    expect: fails("SCRIPT", { name: null }),
  },
  {
    id: "errors.subclass",
    title: "keeps the name that a subclass sets",
    script: 'class NotFound extends Error { name = "NotFound"; }\nthrow new NotFound("no such row");',
    expect: fails("SCRIPT", { name: "NotFound", message: "no such row" }),
  },
  {
    id: "errors.cause",
    title: "carries the cause",
    script: 'throw new Error("outer", { cause: new RangeError("inner") });',
    expect: fails("SCRIPT", { message: "outer", cause: { name: "RangeError", message: "inner" } }),
  },
  {
    id: "errors.cause-text",
    title: "carries a cause that is no error",
    script: 'throw new Error("outer", { cause: "just text" });',
    expect: fails("SCRIPT", { message: "outer", cause: { message: { contains: ["just text"] } } }),
  },
  {
    id: "errors.rejection",
    title: "fails with what an awaited promise rejects with",
    script: 'await Promise.reject(new SyntaxError("late"));',
    expect: fails("SCRIPT", { name: "SyntaxError", message: "late" }),
  },
  {
    id: "errors.async-function",
    title: "fails with what an async function throws after an await",
    script: 'async function work() { await null; throw new Error("in work"); }\nawait work();',
    expect: fails("SCRIPT", { message: "in work", line: 1 }),
  },
  {
    id: "errors.returned-rejection",
    title: "fails when the returned promise rejects",
    script: 'return Promise.reject(new Error("returned"));',
    expect: fails("SCRIPT", { message: "returned" }),
  },
  {
    id: "errors.aggregate",
    title: "fails with an AggregateError",
    script: 'await Promise.any([Promise.reject(new Error("a")), Promise.reject(new Error("b"))]);',
    expect: fails("SCRIPT", { name: "AggregateError" }),
  },
  {
    id: "errors.caught",
    title: "completes when the script catches",
    script: 'try { throw new Error("x"); } catch (error) { return error.message; }',
    expect: returns("x"),
  },
  {
    id: "errors.finally",
    title: "runs finally blocks before it fails",
    script: 'try { throw new Error("x"); } finally { console.log("tidied"); }',
    expect: fails("SCRIPT", { message: "x", logs: [{ text: "tidied" }] }),
  },
  {
    id: "errors.logs-kept",
    title: "keeps the logs of a script that throws",
    script: 'console.log("one"); console.warn("two"); throw new Error("x");',
    expect: fails("SCRIPT", {
      logs: [
        { level: "log", text: "one" },
        { level: "warn", text: "two" },
      ],
    }),
  },
  {
    id: "errors.unhandled-rejection",
    title: "is not disturbed by a rejection that nobody awaits",
    script: 'Promise.reject(new Error("ignored")); await null; return "done";',
    expect: returns("done"),
  },
  {
    id: "errors.call-error",
    title: "throws a call's failure as an error with name, message and code",
    script: `try { await tools.fail({ name: "NotFoundError", message: "no issue 7", code: "TOOL_ERROR" }); } catch (error) {
  return [error instanceof Error, error.name, error.message, error.code];
}`,
    expect: returns([true, "NotFoundError", "no issue 7", "TOOL_ERROR"]),
  },
  {
    id: "errors.call-error-empty",
    title: "throws a call's failure with an empty message too",
    script:
      'try { await tools.fail({ message: "" }); return "no error"; } catch (error) { return ["caught", error.message]; }',
    expect: returns(["caught", ""]),
  },
  {
    id: "errors.call-error-fields",
    title: "gives a call's error no stack of the host's",
    script: `try { await tools.fail({ message: "x" }); } catch (error) {
  return /node:|file:|node_modules|[\\\\/]src[\\\\/]/.test(String(error.stack));
}`,
    expect: returns(false),
  },
  {
    id: "errors.call-error-uncaught",
    title: "fails with a call's error when the script does not catch it, at the line of the call",
    script: 'const a = 1;\nawait tools.fail({ name: "NotFoundError", message: "no issue 7" });',
    expect: fails("SCRIPT", { name: "NotFoundError", message: { contains: ["no issue 7"] }, line: 2 }),
  },
  {
    id: "errors.call-error-denied",
    title: "fails with DENIED when policy refused a call and the script does not catch it",
    script: 'await tools.fail({ message: "not allowed", code: "DENIED" });',
    expect: fails("DENIED", { message: { contains: ["not allowed"] }, line: 1 }),
  },
  {
    id: "errors.call-error-rethrown",
    title: "fails with the script's own error when it wraps a call's",
    script:
      'try { await tools.fail({ message: "inner" }); } catch (error) { throw new Error("outer", { cause: error }); }',
    expect: fails("SCRIPT", { name: "Error", message: "outer", cause: { name: "ToolError", message: "inner" } }),
  },
  {
    id: "errors.long-message",
    title: "cuts an endless message",
    script: 'throw new Error("m".repeat(1e6));',
    expect: fails("SCRIPT", { name: "Error", message: { contains: ["mmmm"], excludes: ["m".repeat(100_000)] } }),
  },
  {
    id: "errors.hostile-error",
    title: "survives an error whose members are traps",
    script: `const error = new Error("x");
for (const key of ["name", "message", "stack", "cause"]) Object.defineProperty(error, key, { get() { throw new Error("trap"); } });
throw error;`,
    expect: fails("SCRIPT"),
  },
  {
    id: "errors.lying-error",
    title: "survives an error whose members have the wrong type",
    script: 'throw Object.assign(new Error("x"), { name: 7, message: { a: [1] }, stack: { b: 1 }, cause: 1n });',
    expect: fails("SCRIPT"),
  },
  {
    id: "errors.proxy",
    title: "survives a thrown proxy",
    script:
      'throw new Proxy({}, { get() { throw new Error("trap"); }, getPrototypeOf() { throw new Error("trap"); } });',
    expect: fails("SCRIPT"),
  },
  {
    id: "errors.stack-overflow",
    title: "fails with a RangeError or InternalError on endless recursion, and lives on",
    script: "(function again() { return again() + 1; })();",
    expect: fails("SCRIPT"),
    followedBy: [{ script: "return 1;", expect: returns(1) }],
  },
  {
    id: "errors.stack-overflow-caught",
    title: "lets a script catch its own recursion",
    script:
      "function again() { return again() + 1; }\ntry { again(); } catch (error) { return error instanceof Error; }",
    expect: returns(true),
  },
  {
    id: "errors.no-host-paths",
    title: "shows no path of the host in errors",
    script: 'const error = new Error("x"); console.log(error.stack); throw error;',
    expect: fails("SCRIPT", { leaksNone: ["node_modules", "file://", "/packages/", "/home/", "/tmp/"] }),
  },
];
