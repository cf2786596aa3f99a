import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 20;

interface ProcessState {
  readonly pid: number;
  readonly parent: number;
  readonly isRunning: boolean;
}

/** The processes below one, read from Linux's /proc. */
export function descendantsOf(root: number): readonly number[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => stateOf(Number(name)) ?? []);
  const found = [root];
  for (const pid of found) {
    found.push(...all.filter(({ parent }) => parent === pid).map((child) => child.pid));
  }
  return found.slice(1);
}

/** Resolves when none of these processes runs any more. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    while (stateOf(pid)?.isRunning === true) {
      // The system has no event for the end of a process that is not one's own child.
      await delay(POLL_MS);
    }
  }
}

function stateOf(pid: number): ProcessState | undefined {
  try {
    const [, state = "", parent = "0"] = /\) ([A-Za-z]) (\d+) /u.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    // A zombie has ended; whoever started it has not looked yet.
    return { pid, parent: Number(parent), isRunning: !/[ZX]/u.test(state) };
  } catch {
    return undefined;
  }
}
