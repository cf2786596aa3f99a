import { readFileSync } from "node:fs";

const PAGE_BYTES = 4096;
const TICK_MS = 10;

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Resident memory of this process and all below it. Linux only. */
export function treeMemoryBytes(): number {
  const pages = processTree().map((pid) => Number(read(`/proc/${pid}/statm`).split(" ")[1] ?? 0));
  return pages.reduce((sum, count) => sum + count, 0) * PAGE_BYTES;
}

/** CPU time in milliseconds, all threads, to 10 ms. */
export interface CpuTimes {
  readonly hostMs: number;
  /** Of all processes below that are alive. */
  readonly childrenMs: number;
}

/** CPU time of this process and of all below it (proc(5), `stat`, fields 14 and 15). Linux only. */
export function treeCpuTimes(): CpuTimes {
  const [hostMs = 0, ...children] = processTree().map((pid) => {
    const stat = read(`/proc/${pid}/stat`);
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    return (Number(user ?? 0) + Number(system ?? 0)) * TICK_MS;
  });
  return { hostMs, childrenMs: children.reduce((sum, time) => sum + time, 0) };
}

function processTree(): readonly number[] {
  const tree = [process.pid];
  for (let index = 0; index < tree.length; index += 1) {
    const pid = tree[index] ?? 0;
    tree.push(...read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number));
  }
  return tree;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
