import { anyOf, type ConformanceCase, fails, returns } from "../case.ts";

/** Cases over floods of calls, logs and timers. */
export const FLOOD_CASES: readonly ConformanceCase[] = [
  {
    id: "floods.calls-un-awaited",
    title: "ends a flood of calls that nobody awaits at the call limit",
    needs: ["preemption"],
    script: 'for (;;) tools.echo("flood");',
    budget: { maxCalls: 200 },
    maxLoopGapMs: 50,
    expect: fails("CALL_LIMIT", { message: { contains: ["200", "budget.maxCalls"] } }),
    followedBy: [{ script: "return await tools.echo(1);", expect: returns(1, { callCount: 1 }) }],
  },
  {
    id: "floods.calls-at-once",
    title: "never has more calls under way than allowed, however many are made",
    script: "return (await Promise.all(Array.from({ length: 300 }, (_, i) => tools.slow({ ms: 1 })))).length;",
    budget: { maxConcurrentCalls: 7 },
    expect: returns(300, { mostCallsAtOnce: 7, callCount: 300 }),
  },
  {
    id: "floods.call-arguments",
    title: "ends a flood of large arguments",
    needs: ["preemption"],
    script: 'const big = "x".repeat(1e6); for (;;) tools.echo(big);',
    budget: { maxCalls: 50 },
    expect: anyOf(fails("CALL_LIMIT"), fails("MEMORY_LIMIT")),
    followedBy: [{ script: "return 1;", expect: returns(1) }],
  },
  {
    id: "floods.logs",
    title: "keeps 20,000 log lines within their bytes and goes on",
    script: 'for (let i = 0; i < 20000; i++) console.log("line " + i); return "done";',
    budget: { maxLogBytes: 1000 },
    maxLoopGapMs: 50,
    expect: returns("done", {
      someLogs: [{ contains: ["line 0"] }, { contains: ["1000 bytes", "budget.maxLogBytes"] }],
      callCount: 0,
    }),
  },
  {
    id: "floods.log-size",
    title: "cuts or drops a log line larger than all logs may be",
    script: 'console.log("x".repeat(5e6)); return "done";',
    budget: { maxLogBytes: 1000 },
    expect: returns("done", { leaksNone: ["x".repeat(2000)] }),
  },
  {
    id: "floods.logs-endless",
    title: "ends an endless flood of logs",
    needs: ["preemption"],
    script: 'const text = "y".repeat(100000); for (;;) console.log(text);',
    budget: { wallTimeMs: 400, maxLogBytes: 10_000 },
    maxLoopGapMs: 50,
    expect: anyOf(fails("TIMEOUT"), fails("MEMORY_LIMIT")),
    followedBy: [{ script: "return 1;", expect: returns(1) }],
  },
  {
    id: "floods.timers",
    title: "runs 300 timers",
    script: `let fired = 0;
await new Promise((resolve) => { for (let i = 0; i < 300; i++) setTimeout(() => { if (++fired === 300) resolve(); }, i % 3); });
return fired;`,
    expect: returns(300),
  },
  {
    id: "floods.timers-endless",
    title: "ends timers that multiply",
    needs: ["preemption"],
    script:
      "const breed = () => { setTimeout(breed, 0); setTimeout(breed, 0); }; breed(); await new Promise(() => {});",
    budget: { wallTimeMs: 300 },
    expect: anyOf(fails("TIMEOUT"), fails("MEMORY_LIMIT"), fails("SCRIPT")),
    followedBy: [{ script: "return 1;", expect: returns(1) }],
  },
  {
    id: "floods.rejections",
    title: "survives 5,000 rejections that nobody handles",
    script: "for (let i = 0; i < 5000; i++) Promise.reject(i); await null; return 1;",
    expect: returns(1),
  },
  {
    id: "floods.errors",
    title: "gives 500 failing calls their errors",
    script: `const ends = await Promise.allSettled(Array.from({ length: 500 }, (_, i) => tools.fail({ message: String(i) })));
return ends.every((end, i) => end.status === "rejected" && end.reason.message === String(i));`,
    expect: returns(true, { callCount: 500 }),
  },
  {
    id: "floods.unknown-names",
    title: "answers 200 unknown names without asking the host",
    script: `let failed = 0;
for (let i = 0; i < 200; i++) { try { await tools["missing" + i](); } catch { failed++; } }
return failed;`,
    expect: returns(200, { callCount: 0 }),
  },
];
