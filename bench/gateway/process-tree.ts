import { readFileSync } from "node:fs";

const PAGE_BYTES = 4096;

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

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
