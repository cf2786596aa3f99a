import { readFileSync } from "node:fs";

const PAGE_BYTES = 4096;

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Resident memory of this process and all below it. Linux only. */
export function treeMemoryBytes(): number {
  const tree = [process.pid];
  let pages = 0;
  for (let index = 0; index < tree.length; index += 1) {
    const pid = tree[index] ?? 0;
    tree.push(...read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number));
    pages += Number(read(`/proc/${pid}/statm`).split(" ")[1] ?? 0);
  }
  return pages * PAGE_BYTES;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
