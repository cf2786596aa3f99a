import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { orphanReaper } from "./orphan-reaper.ts";

const POLL_MS = 20;
/** How long the system may take to end a process that cannot refuse. */
const KILL_MS = 1000;

/** Starts to watch over a child that was spawned as the leader of its own group. */
export function adoptGroup(child: ChildProcess): void {
  if (child.pid !== undefined) {
    orphanReaper.watch(child.pid);
  }
}

/**
 * Ends a child and all it started: closes its stdin, and after `graceMs` sends SIGTERM, and after as long again SIGKILL, to
 * the whole group. Safe to call on a child that is gone already; what it left behind is ended all the same.
 */
export async function endGroup(child: ChildProcess, graceMs: number): Promise<void> {
  const group = child.pid;
  if (group === undefined) {
    return;
  }
  try {
    child.stdin?.end();
    await exitOf(child, graceMs);
    if (process.platform === "win32") {
      await endTree(child, group);
      return;
    }
    if (signalGroup(group, "SIGTERM")) {
      await groupEnd(group, graceMs);
      signalGroup(group, "SIGKILL");
    }
    await exitOf(child, KILL_MS);
  } finally {
    orphanReaper.unwatch(group);
  }
}

async function exitOf(child: ChildProcess, withinMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const waiting = new AbortController();
  await Promise.race([
    once(child, "exit", { signal: waiting.signal }).catch(ignoreAbort),
    delay(withinMs, undefined, { signal: waiting.signal }).catch(ignoreAbort),
  ]);
  waiting.abort();
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "AbortError") {
    throw error;
  }
}

/** Whether there was anybody left to signal. */
function signalGroup(group: number, signal: "SIGTERM" | "SIGKILL" | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

async function groupEnd(group: number, withinMs: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < withinMs && signalGroup(group, 0); waitedMs += POLL_MS) {
    await delay(POLL_MS);
  }
}

/** Windows has no process groups; `taskkill /T` ends a tree. */
async function endTree(child: ChildProcess, pid: number): Promise<void> {
  if (child.exitCode === null) {
    const killer = spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
    await new Promise((resolve) => {
      killer.once("exit", resolve);
      killer.once("error", resolve);
    });
  }
}
