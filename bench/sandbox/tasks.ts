import type { OpenSubject, Subject } from "./subjects/subject.ts";
import { Session } from "node:inspector/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { median, treeCpuTimes, treeMemoryBytes } from "./measure.ts";
import type { CpuTimes } from "./measure.ts";

/** What came of a task: a number and its unit. */
export interface Measurement {
  readonly task: string;
  readonly value: number;
  readonly unit: "ms" | "MB" | "ratio" | "%";
  readonly note?: string;
}

/** One line of the table. */
export interface Task {
  readonly id: string;
  readonly title: string;
  run(subject: Subject): Promise<Omit<Measurement, "task">>;
}

const EMPTY = "return 1;";
const FIB = "const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2)); return fib(27);";
const MEBIBYTE = 1024 * 1024;
/** Between two executions, as between two scripts of a model. */
const REST_MS = 5;
/** After which processes that were used up are gone and their successors are there. */
const SETTLE_MS = 1000;

/** The tasks, in the order of the table. */
export const TASKS: readonly Task[] = [
  { id: "empty", title: "empty script", run: (subject) => timed(subject, () => EMPTY, { count: 200, expected: 1 }) },
  ...[1, 10, 100, 1000].map((calls): Task => ({
    id: `sequence-${calls}`,
    title: `${calls} calls in sequence`,
    run: (subject) => timed(subject, inSequence(calls), { count: 30, expected: calls }),
  })),
  {
    id: "at-once-100",
    title: "100 calls at once",
    run: (subject) => timed(subject, atOnce(100, "echo"), { count: 30, expected: 100 }),
  },
  {
    id: "at-once-slow",
    title: "ten 50 ms calls at once",
    run: (subject) => timed(subject, atOnce(10, "slow"), { count: 8, expected: 10 }),
  },
  {
    id: "megabyte",
    title: "1 MB in and out",
    run: (subject) =>
      timed(
        subject,
        ({ call }) => `const back = await ${call("echo", '{ text: "x".repeat(1e6) }')}; return back.text.length;`,
        { count: 15, expected: 1e6 },
      ),
  },
  { id: "fib", title: "fib(27)", run: (subject) => timed(subject, () => FIB, { count: 10, expected: 196_418 }) },
  ...[2, 200, 2000].map((toolCount): Task => ({
    id: `tools-${toolCount}`,
    title: `one call, ${toolCount} tools in scope`,
    run: (subject) => timed(subject, inSequence(1), { count: 60, expected: 1, toolCount }),
  })),
  { id: "throughput", title: "100 executions, 8 at once", run: throughput },
  { id: "memory-warm", title: "memory of a warm sandbox", run: warmMemory },
  { id: "memory-growth", title: "growth from 1,000 to 10,000 executions", run: memoryGrowth },
];

type ScriptOf = (subject: Subject) => string;

interface TimedOptions {
  readonly count: number;
  readonly expected: unknown;
  readonly toolCount?: number;
}

function inSequence(calls: number): ScriptOf {
  return ({ call }) =>
    `let n = 0; for (let i = 0; i < ${calls}; i++) { const r = await ${call("echo", "{ i }")}; if (r.i === i) n++; } return n;`;
}

function atOnce(calls: number, tool: string): ScriptOf {
  return ({ call }) =>
    `return (await Promise.all(Array.from({ length: ${calls} }, (_, i) => ${call(tool, "{ i }")}))).length;`;
}

/** The median of up to `count` runs within 4 s. A wrong value is a failure, not a time. */
async function timed(subject: Subject, scriptOf: ScriptOf, options: TimedOptions): Promise<Omit<Measurement, "task">> {
  const opened = await subject.open(options.toolCount ?? 2);
  const script = scriptOf(subject);
  try {
    const value = await opened.run(script);
    if (value !== options.expected) {
      throw new Error(`answered ${JSON.stringify(value)} instead of ${JSON.stringify(options.expected)}`);
    }
    await opened.run(script);
    const times: number[] = [];
    const until = performance.now() + 4000;
    while (times.length < options.count && (times.length < 3 || performance.now() < until)) {
      times.push(await timeOnce(opened, script));
      // The next guest is prepared while a process idles, as it does between a model's scripts.
      await sleep(REST_MS);
      await opened.rest?.();
    }
    return { value: median(times), unit: "ms" };
  } finally {
    await opened.close();
  }
}

/** Where a round trip would be measured, five executions count as five fifths. */
async function timeOnce(opened: OpenSubject, script: string): Promise<number> {
  if (opened.runMany !== undefined) {
    return (await opened.runMany(script, 5, 1)) / 5;
  }
  const startedAt = performance.now();
  await opened.run(script);
  return performance.now() - startedAt;
}

/**
 * The median of up to 30 rounds within 8 s: each process that serves has to be warm, and there are as many as executions. The
 * note says where the CPU time of the second half of the rounds went.
 */
async function throughput(subject: Subject): Promise<Omit<Measurement, "task">> {
  const opened = await subject.open(2);
  const script = inSequence(2)(subject);
  try {
    await runAtOnce(opened, script, { count: 32, atOnce: 8 });
    const times: number[] = [];
    const before: CpuTimes[] = [];
    const until = performance.now() + 8000;
    while (times.length < 30 && (times.length < 3 || performance.now() < until)) {
      before.push(treeCpuTimes());
      times.push(await runAtOnce(opened, script, { count: 100, atOnce: 8 }));
    }
    const half = Math.floor(before.length / 2);
    const note = cpuNote(before[half], treeCpuTimes(), (before.length - half) * 100);
    return { value: median(times), unit: "ms", note };
  } finally {
    await opened.close();
  }
}

function cpuNote(from: CpuTimes | undefined, to: CpuTimes, executions: number): string {
  const host = (to.hostMs - (from?.hostMs ?? 0)) / executions;
  const children = (to.childrenMs - (from?.childrenMs ?? 0)) / executions;
  return `CPU time of an execution: ${host.toFixed(2)} ms in the host, ${children.toFixed(2)} ms in its children`;
}

async function runAtOnce(
  opened: OpenSubject,
  script: string,
  { count, atOnce: width }: { readonly count: number; readonly atOnce: number },
): Promise<number> {
  if (opened.runMany !== undefined) {
    return await opened.runMany(script, count, width);
  }
  const startedAt = performance.now();
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await opened.run(script);
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return performance.now() - startedAt;
}

async function warmMemory(subject: Subject): Promise<Omit<Measurement, "task">> {
  const before = treeMemoryBytes();
  const opened = await subject.open(2);
  try {
    for (let count = 0; count < 5; count += 1) {
      await opened.run(EMPTY);
    }
    return { value: (treeMemoryBytes() - before) / MEBIBYTE, unit: "MB" };
  } finally {
    await opened.close();
  }
}

/**
 * Resident memory of the whole tree once this process's garbage is collected: a host that makes 10,000 sandboxes in a row
 * otherwise has up to 100 MB of it, whatever the subject.
 */
async function settledMemoryBytes(): Promise<number> {
  await sleep(SETTLE_MS);
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.collectGarbage");
  session.disconnect();
  await sleep(SETTLE_MS);
  return treeMemoryBytes();
}

/** Resident memory of the whole tree after the last execution, in % of that after the first 1,000. Ends after 60 s. */
async function memoryGrowth(subject: Subject): Promise<Omit<Measurement, "task">> {
  const opened = await subject.open(2);
  const script = inSequence(1)(subject);
  const until = performance.now() + 60_000;
  let done = 0;
  let first = 0;
  try {
    while (done < 10_000 && performance.now() < until) {
      await runAtOnce(opened, script, { count: 100, atOnce: 4 });
      done += 100;
      if (done === 1000) {
        first = await settledMemoryBytes();
      }
    }
    if (first === 0) {
      throw new Error(`${done} executions in 60 s: the first 1,000, with which memory is compared, were not done`);
    }
    const last = await settledMemoryBytes();
    const note = done === 10_000 ? undefined : `ended at ${done} executions`;
    return { value: (last / first - 1) * 100, unit: "%", ...(note && { note }) };
  } finally {
    await opened.close();
  }
}
