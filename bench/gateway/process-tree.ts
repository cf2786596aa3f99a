import { readFileSync } from "node:fs";

const PAGE_BYTES = 4096;
const TICKS_PER_SECOND = 100;

/** A process and all below it, itself first. Linux only. */
export function processTree(pid: number): readonly number[] {
  const tree = [pid];
  for (const member of tree) {
    tree.push(...read(`/proc/${member}/task/${member}/children`).split(" ").filter(Boolean).map(Number));
  }
  return tree;
}

/** Whether a process runs; a zombie does not. */
export function isRunning(pid: number): boolean {
  return /\) [^ZX] /u.test(read(`/proc/${pid}/stat`));
}

/** Resident memory of a process, and of it and all below it, in MiB. */
export function residentMemory(pid: number): { readonly own: number; readonly tree: number } {
  const pages = processTree(pid).map((member) => Number(read(`/proc/${member}/statm`).split(" ")[1] ?? 0));
  const toMebibytes = (count: number): number => Math.round((count * PAGE_BYTES) / 2 ** 20);
  return { own: toMebibytes(pages[0] ?? 0), tree: toMebibytes(pages.reduce((sum, count) => sum + count, 0)) };
}

/** CPU time that a process and all below it have taken so far, in seconds. */
export function cpuSeconds(pid: number): { readonly own: number; readonly below: number } {
  const times = processTree(pid).map((member) => {
    // Fields 14 and 15 of proc(5), user and system time; the name before them may hold spaces.
    const fields = read(`/proc/${member}/stat`)
      .replace(/^.*\) /su, "")
      .split(" ");
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
  });
  const [own = 0, ...below] = times;
  return { own, below: below.reduce((sum, time) => sum + time, 0) };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
