import { anyOf, type ConformanceCase, fails, returns } from "../case.ts";

/** Cases over clocks: wall, CPU, waiting. */
const CLOCK_CASES: readonly ConformanceCase[] = [
  {
    id: "limits.wall-never-settles",
    title: "stops a script that waits for a promise that never settles",
    script: "await new Promise(() => {});",
    budget: { wallTimeMs: 150 },
    expect: fails("TIMEOUT", { name: null, message: { contains: ["150 ms", "budget.wallTimeMs"] } }),
  },
  {
    id: "limits.wall-call-never-settles",
    title: "stops a script whose call never settles, and aborts the call",
    script: 'console.log("waiting"); await tools.never();',
    budget: { wallTimeMs: 400 },
    expect: fails("TIMEOUT", {
      message: { contains: ["400 ms", "budget.wallTimeMs"] },
      abortedCalls: ["never"],
      unsettledCalls: ["tools.never"],
      logs: [{ text: "waiting" }],
    }),
  },
  {
    id: "limits.wall-spin",
    title: "stops a busy loop by the wall clock",
    needs: ["preemption"],
    script: 'console.log("before"); for (;;);',
    budget: { wallTimeMs: 400 },
    expect: fails("TIMEOUT", { message: { contains: ["400 ms", "budget.wallTimeMs"] }, logs: [{ text: "before" }] }),
  },
  {
    id: "limits.wall-microtasks",
    title: "stops an endless chain of microtasks",
    script: "for (;;) await null;",
    budget: { wallTimeMs: 200 },
    expect: fails("TIMEOUT", { message: { contains: ["200 ms"] } }),
  },
  {
    id: "limits.wall-timers",
    title: "stops an endless chain of timers",
    script: "for (;;) await new Promise((resolve) => setTimeout(resolve, 0));",
    budget: { wallTimeMs: 200 },
    expect: fails("TIMEOUT", { message: { contains: ["200 ms"] } }),
  },
  {
    id: "limits.wall-regex",
    title: "stops a catastrophic regular expression",
    needs: ["preemption"],
    script: 'return /^(a+)+$/.test("a".repeat(60) + "b");',
    budget: { wallTimeMs: 250 },
    expect: fails("TIMEOUT", { message: { contains: ["250 ms"] } }),
  },
  {
    id: "limits.wall-native",
    title: "stops a native that no engine interrupts",
    needs: ["preemption"],
    script: "return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);",
    budget: { wallTimeMs: 250 },
    expect: fails("TIMEOUT", { message: { contains: ["250 ms"] } }),
    followedBy: [{ script: "return await tools.echo(1);", expect: returns(1) }],
  },
  {
    id: "limits.wall-catch",
    title: "cannot be caught away",
    needs: ["preemption"],
    script: 'for (;;) { try { for (;;); } catch { } finally { console.log("still here"); } }',
    budget: { wallTimeMs: 200 },
    expect: fails("TIMEOUT", { logs: [] }),
  },
  {
    id: "limits.wall-within",
    title: "lets a script end that is well within its wall time",
    script: "return await tools.slow({ ms: 30 });",
    budget: { wallTimeMs: 10_000 },
    expect: returns(30),
  },
  {
    id: "limits.cpu-spin",
    title: "stops a busy loop by its CPU time",
    needs: ["cpuLimit"],
    script: "for (;;);",
    budget: { wallTimeMs: 15_000, cpuTimeMs: 150 },
    expect: fails("CPU_LIMIT", { name: null, message: { contains: ["150 ms", "budget.cpuTimeMs"] } }),
  },
  {
    id: "limits.cpu-not-waiting",
    title: "does not count waiting for calls as CPU time",
    needs: ["cpuLimit"],
    script: "return await tools.slow({ ms: 600 });",
    budget: { cpuTimeMs: 300 },
    expect: returns(600),
  },
  {
    id: "limits.cpu-not-timers",
    title: "does not count waiting for a timer as CPU time",
    needs: ["cpuLimit"],
    script: "await new Promise((resolve) => setTimeout(resolve, 600)); return 1;",
    budget: { cpuTimeMs: 300 },
    expect: returns(1),
  },
  {
    id: "limits.cpu-adds-up",
    title: "adds up the CPU time between calls",
    needs: ["cpuLimit"],
    script: "for (;;) { for (let i = 0; i < 200000; i++); await tools.echo(1); }",
    budget: { wallTimeMs: 15_000, cpuTimeMs: 200, maxCalls: 1e6 },
    expect: fails("CPU_LIMIT", { message: { contains: ["200 ms", "budget.cpuTimeMs"] } }),
  },
];

/** Cases over memory. */
const MEMORY_CASES: readonly ConformanceCase[] = [
  {
    id: "limits.memory-objects",
    title: "stops a script that piles up objects",
    needs: ["memoryLimit", "preemption"],
    script: "const all = []; for (;;) all.push({ a: [1, 2, 3], b: all.length });",
    budget: { memoryLimitBytes: 33_554_432 },
    expect: fails("MEMORY_LIMIT", { message: { contains: ["33554432 bytes", "budget.memoryLimitBytes"] } }),
    followedBy: [{ script: "return 1;", expect: returns(1) }],
  },
  {
    id: "limits.memory-bytes",
    title: "stops a script that piles up bytes",
    needs: ["memoryLimit", "preemption"],
    script: "const all = []; for (;;) all.push(new Uint8Array(1048576).fill(1));",
    budget: { memoryLimitBytes: 67_108_864 },
    expect: anyOf(
      fails("MEMORY_LIMIT", { message: { contains: ["67108864 bytes", "budget.memoryLimitBytes"] } }),
      fails("SCRIPT", { name: "RangeError" }),
    ),
    followedBy: [{ script: "return 1;", expect: returns(1) }],
  },
  {
    id: "limits.memory-within",
    title: "lets a script use half of its memory",
    script:
      "const all = []; for (let i = 0; i < 16; i++) all.push(new Uint8Array(1048576).fill(1)); return all.length;",
    budget: { memoryLimitBytes: 67_108_864 },
    needs: ["memoryLimit"],
    expect: returns(16),
  },
];

/** Cases over clocks and memory: at the limit, and past it. */
export const TIME_LIMIT_CASES: readonly ConformanceCase[] = [...CLOCK_CASES, ...MEMORY_CASES];
