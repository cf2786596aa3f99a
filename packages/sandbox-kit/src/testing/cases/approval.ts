import { type ConformanceCase, fails, returns } from "../case.ts";

/** Cases over calls that wait for a person: on no clock but the guest's own CPU time. */
export const APPROVAL_CASES: readonly ConformanceCase[] = [
  {
    id: "approval.past-wall",
    title: "lets a call wait for a person for longer than the script's wall time",
    script: "return await tools.approve({ ms: 600 });",
    budget: { wallTimeMs: 400 },
    expect: returns(600),
  },
  {
    id: "approval.at-once",
    title: "stands the clock until the last of several approvals is there",
    script: "return await Promise.all([tools.approve({ ms: 600 }), tools.approve({ ms: 1 })]);",
    budget: { wallTimeMs: 400 },
    expect: returns([600, 1]),
  },
  {
    id: "approval.one-after-another",
    title: "stands the clock for each of several approvals",
    script: "return [await tools.approve({ ms: 300 }), await tools.echo(1), await tools.approve({ ms: 300 })];",
    budget: { wallTimeMs: 400 },
    expect: returns([300, 1, 300]),
  },
  {
    id: "approval.clock-goes-on",
    title: "lets the clock go on after the approval",
    script: 'await tools.approve({ ms: 20 }); console.log("approved"); await new Promise(() => {});',
    budget: { wallTimeMs: 800 },
    expect: fails("TIMEOUT", { message: { contains: ["800 ms", "budget.wallTimeMs"] }, logs: [{ text: "approved" }] }),
  },
  {
    id: "approval.spinning",
    title: "counts the CPU time of a script that spins while a person decides",
    needs: ["cpuLimit", "preemption"],
    script: "tools.approve({ ms: 60000 }); for (;;);",
    budget: { wallTimeMs: 15_000, cpuTimeMs: 150 },
    expect: fails("CPU_LIMIT", { message: { contains: ["150 ms", "budget.cpuTimeMs"] } }),
  },
  {
    id: "approval.aborted",
    title: "ends while a person decides, and withdraws the question",
    script: "return await tools.approve({ ms: 60000 });",
    abort: { onCall: "approve", afterMs: 5 },
    maxAbortMs: 50,
    expect: fails("ABORTED", { abortedCalls: ["approve"], unsettledCalls: ["tools.approve"] }),
    followedBy: [{ script: "return await tools.echo(1);", expect: returns(1) }],
  },
];
