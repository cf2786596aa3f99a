import { anyOf, type ConformanceCase, fails, returns } from "../case.ts";

/** The design's promise: a guest never holds the host's event loop for longer. */
const MAX_LOOP_GAP_MS = 50;

type Row = readonly [id: string, what: string, script: string];

/** Scripts that would hold a host that runs them in its own thread. */
const SPINNING: readonly Row[] = [
  ["loop", "a busy loop", "for (;;);"],
  ["regex", "a catastrophic regular expression", 'return /^(a|a|aa)+$/.test("a".repeat(50) + "b");'],
  ["native", "a native over an endless array", "return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);"],
  ["split", "a native over a long text", 'return "a".repeat(3e7).split("").length;'],
  ["sort", "a sort whose comparator never returns", "return [2, 1].sort(() => { for (;;); });"],
  ["microtasks", "endless microtasks", "for (;;) await null;"],
  ["bigint", "arithmetic on endless integers", "let n = 3n ** 100000n; for (;;) n = (n * n) % (3n ** 200000n);"],
  ["getter", "a getter that never returns, read as the value is taken", "return { get a() { for (;;); } };"],
  ["thenable", "a thenable that never returns", "return { then() { for (;;); } };"],
  ["proxy", "a proxy whose traps never return", "return new Proxy({}, { ownKeys() { for (;;); } });"],
];

/** Cases over the host while a guest misbehaves: its event loop goes on turning. */
export const LIVENESS_CASES: readonly ConformanceCase[] = [
  ...SPINNING.map(([id, what, script]) => ({
    id: `liveness.${id}`,
    title: `keeps the host's event loop turning during ${what}`,
    needs: ["preemption"] as const,
    script,
    budget: { wallTimeMs: 150 },
    maxLoopGapMs: MAX_LOOP_GAP_MS,
    expect: anyOf(fails("TIMEOUT"), fails("MEMORY_LIMIT"), fails("SCRIPT"), returns(30_000_000)),
    followedBy: [{ script: "return 1;", expect: returns(1) }],
  })),
  {
    id: "liveness.big-value",
    title: "keeps the host's event loop turning while a value of 4 MB crosses",
    script: 'return "v".repeat(4000000).length;',
    maxLoopGapMs: MAX_LOOP_GAP_MS,
    expect: returns(4_000_000),
  },
  {
    id: "liveness.deep-value",
    title: "keeps the host alive when a value is nested without end",
    needs: ["preemption"],
    script: "let v = 1; for (let i = 0; i < 200000; i++) v = [v]; return v;",
    maxLoopGapMs: MAX_LOOP_GAP_MS,
    expect: anyOf(fails("UNSERIALIZABLE"), fails("SCRIPT"), fails("OUTPUT_LIMIT"), fails("MEMORY_LIMIT")),
    followedBy: [{ script: "return 1;", expect: returns(1) }],
  },
  {
    id: "liveness.wide-memory",
    title: "keeps the host's event loop turning while a guest runs out of memory",
    needs: ["preemption", "memoryLimit"],
    script: "const all = []; for (;;) all.push(new Array(1000).fill(all.length));",
    budget: { memoryLimitBytes: 33_554_432 },
    maxLoopGapMs: MAX_LOOP_GAP_MS,
    expect: fails("MEMORY_LIMIT"),
    followedBy: [{ script: "return 1;", expect: returns(1) }],
  },
];
