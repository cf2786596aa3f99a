import type { RunOutcome, Sandbox } from "@postern/core";
import { describe, expect, it } from "vitest";
import {
  CONFORMANCE_CASES,
  type ConformanceCase,
  createTestHost,
  judge,
  runCase,
  runConformance,
} from "../src/testing/index.ts";

const NO_USAGE = {
  wallTimeMs: 0,
  cpuTimeMs: 0,
  callTimeMs: 0,
  calls: 0,
  argumentBytes: 0,
  callResultBytes: 0,
  resultBytes: 0,
  logBytes: 0,
};

/** A sandbox that runs nothing and always says the same. */
function createLiar(outcome: RunOutcome): Sandbox {
  return {
    name: "liar",
    contractVersion: 1,
    capabilities: { isolations: ["process"], cpuLimit: true, memoryLimit: true, preemption: true },
    warm: () => Promise.resolve(),
    run: () => Promise.resolve(outcome),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const COMPLETED: RunOutcome = { status: "completed", value: 1, logs: [], usage: NO_USAGE, unsettledCalls: [] };

function caseWith(part: Partial<ConformanceCase>): ConformanceCase {
  return { id: "test.case", title: "a case", script: "return 1;", expect: { status: "completed", value: 1 }, ...part };
}

async function failuresOf(part: Partial<ConformanceCase>, sandbox: Sandbox = createLiar(COMPLETED)): Promise<string> {
  return (await runCase(caseWith(part), sandbox, () => sandbox)).failures.join("\n");
}

describe("the conformance cases", () => {
  it("are more than two hundred sentences with ids of their own", () => {
    const ids = CONFORMANCE_CASES.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(200);
    expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
    expect(ids.filter((id) => !/^[a-z]+\.[a-z0-9-]+$/u.test(id))).toEqual([]);
    expect(new Set(CONFORMANCE_CASES.map(({ title }) => title)).size).toBeGreaterThan(ids.length - 10);
  });

  it("give a reason for every exception", () => {
    const exceptions = CONFORMANCE_CASES.flatMap(({ engines }) => Object.values(engines ?? {}));
    expect(exceptions.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });

  it("hardly any of them pass on a sandbox that runs nothing", async () => {
    const only = ({ abort, budget }: ConformanceCase): boolean => abort === undefined && budget === undefined;
    const reports = await runConformance(() => createLiar(COMPLETED), { only });
    const passed = reports.filter(({ failures }) => failures.length === 0).map(({ id }) => id);
    expect(passed.length).toBeLessThan(reports.length / 20);
  });
});

describe("judging a case", () => {
  it("passes what is right", async () => {
    expect(await failuresOf({})).toBe("");
  });

  it("sees a wrong value", async () => {
    expect(await failuresOf({ expect: { status: "completed", value: 2 } })).toBe("expected value 2, got 1");
  });

  it("sees a failure that did not happen", async () => {
    expect(await failuresOf({ expect: { status: "failed", code: "TIMEOUT" } })).toContain("expected a failure TIMEOUT");
  });

  it("sees a missing log, call and unsettled call", async () => {
    const side = { logs: [{ text: "x" }], calls: ["echo"], unsettledCalls: ["tools.never"] };
    const found = await failuresOf({ expect: { status: "completed", value: 1, ...side } });
    expect(found).toContain("expected 1 log entries");
    expect(found).toContain('expected calls ["echo"]');
    expect(found).toContain('expected unsettled calls ["tools.never"]');
  });

  it("sees a wrong code, name, message, line, column and cause", () => {
    const error = { code: "SCRIPT", name: "Error", message: "m", line: 1, column: 2, cause: { message: "c" } } as const;
    const ending = { status: "ended", outcome: { ...COMPLETED, status: "failed", error } } as const;
    const { record } = createTestHost();
    const right = { status: "failed", ...error } as const;
    expect(judge(right, ending, record)).toEqual([]);
    const wrong = { code: "TIMEOUT", name: "E", message: "n", line: 2, column: 3, cause: { message: "d" } } as const;
    for (const [field, value] of Object.entries(wrong)) {
      expect([field, judge({ ...right, [field]: value }, ending, record).length]).toEqual([field, 1]);
    }
    expect(judge({ ...right, message: { contains: ["m"], excludes: ["x"] } }, ending, record)).toEqual([]);
    expect(judge({ ...right, message: { excludes: ["m"] } }, ending, record)).toHaveLength(1);
  });

  it("takes any of several ends, and names them all when none fits", async () => {
    const of = [
      { status: "failed", code: "TIMEOUT" },
      { status: "completed", value: 1 },
    ] as const;
    expect(await failuresOf({ expect: { status: "any", of } })).toBe("");
    expect(await failuresOf({ expect: { status: "any", of: [of[0]] } })).toContain("none of 1 accepted ends");
  });

  it("compares bytes by content", async () => {
    const sandbox = createLiar({ ...COMPLETED, value: Uint8Array.of(1, 2) });
    expect(await failuresOf({ expect: { status: "completed", value: Uint8Array.of(1, 2) } }, sandbox)).toBe("");
    expect(await failuresOf({ expect: { status: "completed", value: [1, 2] } }, sandbox)).not.toBe("");
    expect(await failuresOf({ expect: { status: "completed", value: Uint8Array.of(1, 3) } }, sandbox)).not.toBe("");
  });

  it("sees a call that arrives after the end", async () => {
    const sandbox: Sandbox = {
      ...createLiar(COMPLETED),
      run: (_script, host) => {
        setImmediate(() => void host.call({ namespace: "tools", name: "echo" }, [], new AbortController().signal));
        return Promise.resolve(COMPLETED);
      },
    };
    expect(await failuresOf({}, sandbox)).toContain("1 calls reached the host after the end, such as echo");
  });

  it("sees a host whose event loop was held, three times in a row", async () => {
    let runs = 0;
    const sandbox: Sandbox = {
      ...createLiar(COMPLETED),
      run: async () => {
        runs += 1;
        const until = process.threadCpuUsage().user + 120_000;
        while (process.threadCpuUsage().user < until);
        return COMPLETED;
      },
    };
    expect(await failuresOf({ maxLoopGapMs: 50 }, sandbox)).toContain("the host's event loop was held");
    expect(runs).toBe(3);
  });

  it("sees a run that rejects where an outcome was due", async () => {
    const sandbox: Sandbox = { ...createLiar(COMPLETED), run: () => Promise.reject(new Error("broken")) };
    expect(await failuresOf({}, sandbox)).toBe("run rejected with OTHER: broken");
  });

  it("wants a limit that the driver does not enforce to be refused", async () => {
    const lax = createLiar(COMPLETED);
    const sandbox = { ...lax, capabilities: { ...lax.capabilities, cpuLimit: false } };
    expect(await failuresOf({ needs: ["cpuLimit"] }, sandbox)).toContain("expected run to reject with UNSUPPORTED");
  });
});
