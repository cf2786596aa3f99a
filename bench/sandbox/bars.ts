import type { Cell } from "./main.ts";
import type { Liveness } from "./liveness.ts";

/** What Postern holds itself to: a figure at most so high, alone or as a part of another cell of the same run. */
interface Bar {
  readonly subjects: readonly string[];
  readonly task: string;
  readonly atMost: number;
  /** The figure is divided by this one first: another subject's of the task, or the subject's own of another task. */
  readonly against?: { readonly subject: string } | { readonly task: string };
}

const POOLED = ["quickjs-pooled", "isolated-vm-pooled"];
const INLINE = ["quickjs-inline", "isolated-vm-inline"];
const ALL = [...POOLED, ...INLINE, "deno-pooled"];

const BARS: readonly Bar[] = [
  { subjects: POOLED, task: "empty", atMost: 1.2 },
  { subjects: POOLED, task: "empty", atMost: 1 / 5, against: { subject: "cloudflare" } },
  { subjects: ["isolated-vm-pooled"], task: "empty", atMost: 1 / 2, against: { subject: "tanstack-node" } },
  { subjects: ["quickjs-inline"], task: "empty", atMost: 0.8 },
  { subjects: ["deno-pooled"], task: "empty", atMost: 5 },
  { subjects: POOLED, task: "sequence-1000", atMost: 50 },
  { subjects: INLINE, task: "sequence-1000", atMost: 25 },
  { subjects: ALL, task: "at-once-slow", atMost: 65 },
  { subjects: ALL, task: "tools-2000", atMost: 1.1, against: { task: "tools-2" } },
  { subjects: ALL, task: "memory-growth", atMost: 20 },
  { subjects: ["quickjs-pooled"], task: "throughput", atMost: 1 / 5, against: { subject: "cloudflare" } },
];
const MAX_LOOP_P999_MS = 50;
const MAX_LOOP_GAP_MS = 150;

/** Prints for each bar whose figures are there whether it is met. */
export function printBars(cells: readonly Cell[], liveness: readonly Liveness[]): void {
  const valueOf = (subject: string, task: string): number | undefined =>
    cells.find((cell) => cell.subject === subject && cell.task === task)?.value;
  for (const { subjects, task, atMost, against } of BARS) {
    for (const subject of subjects) {
      const divisor = against && { subject, task, ...against };
      const value = valueOf(subject, task);
      const by = divisor === undefined ? 1 : valueOf(divisor.subject, divisor.task);
      if (value !== undefined && by !== undefined) {
        const name = divisor === undefined ? task : `${task} / ${divisor.subject} ${divisor.task}`;
        report(`${subject} ${name}`, value / by, atMost);
      }
    }
  }
  for (const { subject, p999Ms, longestMs } of liveness) {
    report(`${subject} event loop delay p99.9, ms`, p999Ms, MAX_LOOP_P999_MS);
    report(`${subject} event loop longest delay, ms`, longestMs, MAX_LOOP_GAP_MS);
  }
}

function report(name: string, value: number, atMost: number): void {
  console.log(`- ${value <= atMost ? "met" : "not met"}: ${name}: ${value.toFixed(2)}, at most ${atMost.toFixed(2)}`);
}
