import { canGroupMemory } from "./memory-groups.ts";
import type { MemoryGroup } from "./memory-groups.ts";
import { readProcessStat } from "./process-stat.ts";

/** Milliseconds between two looks at the processes in which guests run. */
const INTERVAL_MS = 25;
/** What an engine takes beside the guest's heap: garbage not yet collected, compiled code, frames on their way. */
const HEADROOM_BYTES = 48 * 1024 * 1024;

/** What is watched of one execution. */
export interface Watched {
  readonly pid: number;
  readonly cpuTimeMs: number;
  readonly memoryLimitBytes: number;
  /** The kernel's own watch over the process, where there is one. */
  readonly group: MemoryGroup | undefined;
  readonly onLimit: (end: "cpu-limit" | "memory-limit") => void;
}

interface Entry {
  readonly watched: Watched;
  readonly cpuAtStartMs: number;
  readonly maxResidentBytes: number;
  peakBytes: number;
}

/** Looks from outside at what guests use, and tells when one went over its limits. */
export class ProcessWatch {
  readonly #entries = new Map<number, Entry>();
  #timer: NodeJS.Timeout | undefined;

  /** How memory is watched here. Without any, the engine's own limits are the only ones. */
  static memoryWatch(): "cgroup" | "polling" | "none" {
    if (canGroupMemory()) {
      return "cgroup";
    }
    return readProcessStat(process.pid) === undefined ? "none" : "polling";
  }

  add(watched: Watched): void {
    const stat = readProcessStat(watched.pid);
    if (stat === undefined) {
      return;
    }
    // V8 lets a heap go over its limit for a while, and copies while it collects.
    const allowance = watched.memoryLimitBytes * 1.5 + HEADROOM_BYTES;
    watched.group?.allow(allowance);
    this.#entries.set(watched.pid, {
      watched,
      cpuAtStartMs: stat.cpuTimeMs,
      maxResidentBytes: stat.residentBytes + allowance,
      peakBytes: stat.residentBytes,
    });
    this.#timer ??= setInterval(() => this.#look(), INTERVAL_MS).unref();
  }

  /** Stops watching. Answers whether the process was seen to come near its memory limit. */
  remove(pid: number): { readonly wasNearLimit: boolean } {
    const entry = this.#entries.get(pid);
    this.#entries.delete(pid);
    if (this.#entries.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    return { wasNearLimit: entry !== undefined && entry.peakBytes > entry.maxResidentBytes / 2 };
  }

  #look(): void {
    for (const entry of this.#entries.values()) {
      const { watched } = entry;
      const stat = readProcessStat(watched.pid);
      if (stat !== undefined) {
        entry.peakBytes = Math.max(entry.peakBytes, stat.residentBytes);
        if (stat.residentBytes > entry.maxResidentBytes) {
          watched.onLimit("memory-limit");
        } else if (stat.cpuTimeMs - entry.cpuAtStartMs >= watched.cpuTimeMs) {
          watched.onLimit("cpu-limit");
        }
      }
    }
  }
}
