import { type ConformanceCase, fails, returns } from "../case.ts";

const SECOND_CALL_OVER = "await tools.echo(1); await tools.echo(2); return 3;";

/** Cases over calls: how many, how many at once. */
export const CALL_LIMIT_CASES: readonly ConformanceCase[] = [
  {
    id: "limits.calls-at",
    title: "allows exactly maxCalls calls",
    script: "let last; for (let i = 1; i <= 5; i++) last = await tools.echo(i); return last;",
    budget: { maxCalls: 5 },
    expect: returns(5, { callCount: 5, usage: { calls: 5 } }),
  },
  {
    id: "limits.calls-past",
    title: "ends at the call past maxCalls, which the host never sees",
    script: "for (let i = 1; i <= 6; i++) await tools.echo(i);",
    budget: { maxCalls: 5 },
    expect: fails("CALL_LIMIT", { message: { contains: ["5", "budget.maxCalls"] }, callCount: 5 }),
  },
  {
    id: "limits.calls-past-caught",
    title: "ends at the call past maxCalls even when the script catches",
    script: "for (;;) { try { await tools.echo(1); } catch {} }",
    budget: { maxCalls: 5 },
    expect: fails("CALL_LIMIT", { callCount: 5 }),
  },
  {
    id: "limits.calls-none",
    title: "allows no call at all with maxCalls 0",
    script: "await tools.echo(1);",
    budget: { maxCalls: 0 },
    expect: fails("CALL_LIMIT", { message: { contains: ["0", "budget.maxCalls"] }, callCount: 0 }),
  },
  {
    id: "limits.calls-at-once-over",
    title: "counts calls made at once",
    script: "await Promise.all(Array.from({ length: 6 }, (_, i) => tools.echo(i)));",
    budget: { maxCalls: 5 },
    expect: fails("CALL_LIMIT", { message: { contains: ["5", "budget.maxCalls"] } }),
  },
  {
    id: "limits.calls-per-execution",
    title: "counts calls anew for each execution",
    script: SECOND_CALL_OVER,
    budget: { maxCalls: 2 },
    expect: returns(3),
    followedBy: [{ script: SECOND_CALL_OVER, budget: { maxCalls: 2 }, expect: returns(3) }],
  },
  {
    id: "limits.concurrent-at",
    title: "has exactly maxConcurrentCalls under way at once",
    script: "return (await Promise.all([1, 2, 3].map(() => tools.gate({ parties: 3 })))).length;",
    budget: { maxConcurrentCalls: 3 },
    expect: returns(3, { mostCallsAtOnce: 3 }),
  },
  {
    id: "limits.concurrent-past",
    title: "lets calls past maxConcurrentCalls wait their turn",
    script: "return await Promise.all([1, 2, 3, 4, 5, 6].map(() => tools.gate({ parties: 2 })));",
    budget: { maxConcurrentCalls: 2 },
    expect: returns([2, 2, 2, 2, 2, 2], { mostCallsAtOnce: 2 }),
  },
  {
    id: "limits.concurrent-one",
    title: "makes one call after another with maxConcurrentCalls 1, in order",
    script: "return await Promise.all([3, 2, 1].map((ms) => tools.slow({ ms })));",
    budget: { maxConcurrentCalls: 1 },
    expect: returns([3, 2, 1], { mostCallsAtOnce: 1, calls: ["slow", "slow", "slow"] }),
  },
];
