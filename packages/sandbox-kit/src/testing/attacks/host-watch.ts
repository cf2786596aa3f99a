import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { watchLoop } from "../loop-watch.ts";

const LOOK_EVERY_MS = 10;
const MEASURE_EVERY_MS = 50;
/** Looks at memory until it counts as resting anyway. */
const MAX_LOOKS = 40;
const PAGE_BYTES = 4096;
const MEBIBYTE = 1024 * 1024;

/** What a watch saw of the host. */
export interface HostObservation {
  /** The longest gap of the event loop, in milliseconds. */
  readonly longestGapMs: number;
  /** Growth of the resident memory of this process and all below it, in mebibytes; 0 where it cannot be read. */
  readonly memoryGrowthMb: number;
}

/** Watches this process and all below it until it is stopped. */
export function watchHost(): { stop(): HostObservation } {
  const before = treeMemoryBytes();
  let peak = before;
  let lastMeasured = performance.now();
  const loop = watchLoop(LOOK_EVERY_MS, () => {
    if (performance.now() - lastMeasured >= MEASURE_EVERY_MS) {
      peak = Math.max(peak, treeMemoryBytes());
      lastMeasured = performance.now();
    }
  });
  return {
    stop: () => ({ longestGapMs: loop.stop(), memoryGrowthMb: (peak - before) / MEBIBYTE }),
  };
}

/** Waits until memory rests: processes that an earlier execution left to be started are no growth of the next one. */
export async function untilMemoryRests(): Promise<void> {
  let before = treeMemoryBytes();
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    await sleep(MEASURE_EVERY_MS);
    const now = treeMemoryBytes();
    if (Math.abs(now - before) < MEBIBYTE) {
      return;
    }
    before = now;
  }
}

/** Seconds of CPU that this process and all below it have used. Known on Linux only; 0 elsewhere. */
export function treeCpuSeconds(): number {
  return processTree().reduce((sum, pid) => {
    const fields = readProc(pid, "stat")
      .replace(/^.*\) /u, "")
      .split(" ");
    // Fields 14 and 15 of proc_pid_stat(5), in clock ticks of 10 ms; the first two were cut off.
    return sum + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
  }, 0);
}

function treeMemoryBytes(): number {
  return processTree().reduce((sum, pid) => sum + Number(readProc(pid, "statm").split(" ")[1] ?? 0) * PAGE_BYTES, 0);
}

/** This process and all below it. */
function processTree(): number[] {
  const tree = [process.pid];
  for (let index = 0; index < tree.length; index += 1) {
    const pid = tree[index] ?? 0;
    tree.push(...readProc(pid, `task/${pid}/children`).split(" ").filter(Boolean).map(Number));
  }
  return tree;
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
