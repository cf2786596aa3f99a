import { type ConformanceCase, fails, returns } from "../case.ts";

/** Cases over calls that nobody awaits, and what is tried after the end. */
export const ENDING_CASES: readonly ConformanceCase[] = [
  {
    id: "endings.un-awaited",
    title: "reports a call that was never awaited by name, and aborts it",
    script: 'tools.never(); return "done";',
    expect: returns("done", { abortedCalls: ["never"], unsettledCalls: ["tools.never"], calls: ["never"] }),
  },
  {
    id: "endings.un-awaited-several",
    title: "reports each call that was under way",
    script: 'tools.never(); github.get_user({}); tools.never(); await tools.slow({ ms: 20 }); return "done";',
    expect: returns("done", { unsettledCalls: ["tools.never", "tools.never"] }),
  },
  {
    id: "endings.un-awaited-but-settled",
    title: "reports nothing when the call was answered before the end",
    script: "tools.echo(1); await tools.slow({ ms: 20 }); return 2;",
    expect: returns(2, { unsettledCalls: [], abortedCalls: [], callCount: 2 }),
  },
  {
    id: "endings.un-awaited-failure",
    title: "does not fail over an un-awaited call that fails",
    script: 'tools.fail({ message: "nobody cares" }); await tools.slow({ ms: 20 }); return 2;',
    expect: returns(2, { unsettledCalls: [] }),
  },
  {
    id: "endings.throw-with-calls",
    title: "aborts and reports calls under way when the script throws",
    script: 'tools.never(); throw new Error("x");',
    expect: fails("SCRIPT", { message: "x", abortedCalls: ["never"], unsettledCalls: ["tools.never"] }),
  },
  {
    id: "endings.bracket-name",
    title: "reports an un-awaited call under the tool's own name",
    script: 'tools["list-items"]({}); tools.never(); return 1;',
    budget: { maxConcurrentCalls: 1 },
    expect: returns(1),
  },
  {
    id: "endings.loop-in-background",
    title: "ends calls of a loop in the background with the script",
    script: "(async () => { for (;;) await tools.echo(1); })(); return 1;",
    expect: returns(1),
    followedBy: [
      { script: "await tools.slow({ ms: 40 }); return typeof globalThis.never;", expect: returns("undefined") },
    ],
  },
  {
    id: "endings.timer-after-end",
    title: "runs no timer after the end",
    script: 'setTimeout(() => tools.echo("late"), 5); return 1;',
    expect: returns(1, { callCount: 0 }),
    followedBy: [{ script: "return await tools.slow({ ms: 40 });", expect: returns(40, { callCount: 1 }) }],
  },
  {
    id: "endings.microtask-after-return",
    title: "makes no call that a microtask of the end tries",
    script:
      'Promise.resolve().then(() => {}).then(() => {}).then(() => {}).then(() => { for (;;) tools.echo("late"); }); return 1;',
    needs: ["preemption"],
    budget: { wallTimeMs: 1000, maxCalls: 100_000 },
    expect: {
      status: "any",
      of: [returns(1), fails("TIMEOUT"), fails("CALL_LIMIT")],
    },
    followedBy: [{ script: "return await tools.echo(3);", expect: returns(3, { callCount: 1 }) }],
  },
  {
    id: "endings.spin-after-return",
    title: "ends a script that spins after it returned",
    needs: ["preemption"],
    script: "Promise.resolve().then(() => {}).then(() => {}).then(() => {}).then(() => { for (;;); }); return 1;",
    budget: { wallTimeMs: 400 },
    expect: { status: "any", of: [returns(1), fails("TIMEOUT")] },
    followedBy: [{ script: "return 2;", expect: returns(2) }],
  },
  {
    id: "endings.pending-promise",
    title: "does not wait for promises that nobody awaits",
    script: "new Promise(() => {}); return 1;",
    expect: returns(1),
  },
  {
    id: "endings.pending-timer",
    title: "does not wait for timers that nobody awaits",
    script: "setTimeout(() => {}, 60000); return 1;",
    expect: returns(1),
  },
  {
    id: "endings.usage",
    title: "counts calls and bytes",
    script: 'await tools.echo("abc"); await tools.echo("ä"); console.log("12345"); return [1, 2];',
    expect: returns([1, 2], {
      usage: { calls: 2, argumentBytes: 13, callResultBytes: 9, resultBytes: 5, logBytes: 5 },
    }),
  },
];
