import { anyOf, type ConformanceCase, type Expectation, fails, type Need, returns } from "../case.ts";

type Row = readonly [id: string, what: string, script: string, expect: Expectation, needs: readonly Need[]];

const BUDGET = { maxCalls: 20, maxResultBytes: 1000, memoryLimitBytes: 50_331_648 } as const;

/** Every kind of failure, after which the sandbox works as before. */
const FAILURES: readonly Row[] = [
  ["throw", "a thrown error", 'throw new Error("x");', fails("SCRIPT"), []],
  ["syntax", "a script that does not parse", "const = 1;", fails("SYNTAX"), []],
  ["timeout-waiting", "a timeout while waiting", "await new Promise(() => {});", fails("TIMEOUT"), []],
  ["timeout-spinning", "a timeout while spinning", "for (;;);", fails("TIMEOUT"), ["preemption"]],
  ["call-limit", "the call limit", "for (;;) await tools.echo(1);", fails("CALL_LIMIT"), []],
  ["output-limit", "the output limit", 'return "x".repeat(2000);', fails("OUTPUT_LIMIT"), []],
  ["unserializable", "a value that cannot cross", "return 1n;", fails("UNSERIALIZABLE"), []],
  ["stack", "a stack overflow", "(function f() { f(); })();", fails("SCRIPT"), []],
  [
    "memory",
    "too much memory",
    "const all = []; for (;;) all.push(new Array(1000).fill(all.length));",
    anyOf(fails("MEMORY_LIMIT"), fails("TIMEOUT")),
    ["preemption", "memoryLimit"],
  ],
  ["denied", "a refused call", 'await tools.fail({ message: "no", code: "DENIED" });', fails("DENIED"), []],
];

const HEALTHY =
  'globalThis.count = (globalThis.count ?? 0) + 1; console.log("alive"); return [count, (await Promise.all([tools.echo(1), tools.gate({ parties: 1 })])).length];';

/** Cases over a sandbox that goes on after failures, alone and among others. */
export const REUSE_CASES: readonly ConformanceCase[] = [
  ...FAILURES.map(([id, what, script, expect, needs]) => ({
    id: `reuse.after-${id}`,
    title: `works as before after ${what}`,
    script,
    budget: id.startsWith("timeout") ? { ...BUDGET, wallTimeMs: 200 } : BUDGET,
    needs,
    expect,
    followedBy: [{ script: HEALTHY, repeat: 2, expect: returns([1, 2], { logs: [{ level: "log", text: "alive" }] }) }],
  })),
  {
    id: "reuse.fifty",
    title: "runs 50 executions one after another, each in a world of its own",
    script: HEALTHY,
    repeat: 50,
    expect: returns([1, 2], { callCount: 2 }),
  },
  {
    id: "reuse.at-once",
    title: "runs 8 executions at once, each in a world of its own",
    script: HEALTHY,
    beside: Array.from({ length: 7 }, () => ({ script: HEALTHY, expect: returns([1, 2], { callCount: 2 }) })),
    expect: returns([1, 2], { callCount: 2 }),
  },
  {
    id: "reuse.failures-at-once",
    title: "runs executions to their end while others beside them fail",
    script: HEALTHY,
    beside: [
      { script: 'throw new Error("x");', expect: fails("SCRIPT") },
      {
        script: "await tools.never();",
        budget: { wallTimeMs: 100 },
        expect: fails("TIMEOUT", { abortedCalls: ["never"] }),
      },
      { script: "return 1n;", expect: fails("UNSERIALIZABLE") },
      { script: "for (;;) await tools.echo(1);", budget: { maxCalls: 3 }, expect: fails("CALL_LIMIT") },
      { script: HEALTHY, expect: returns([1, 2]) },
    ],
    expect: returns([1, 2]),
  },
  {
    id: "reuse.fresh",
    title: "works the first time on a sandbox that was never warmed",
    subject: "fresh",
    script: HEALTHY,
    expect: returns([1, 2]),
  },
];
