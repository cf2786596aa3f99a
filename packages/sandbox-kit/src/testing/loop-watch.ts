import { readFileSync } from "node:fs";

/** A watch over this thread's event loop. */
export interface LoopWatch {
  /** Ends the watch; answers with the longest time in which the loop did not turn, in milliseconds. */
  stop(): number;
}

/**
 * Watches how long the event loop is held: the time between two turns of a timer of `everyMs`, less that timer's own
 * and less what the thread spent waiting for a core, which is other processes' doing. What `onTurn` takes is not counted.
 */
export function watchLoop(everyMs: number, onTurn: () => void = () => {}): LoopWatch {
  let longest = 0;
  let last = heldClockMs();
  const look = (): void => {
    longest = Math.max(longest, heldClockMs() - last - everyMs);
    onTurn();
    last = heldClockMs();
  };
  const timer = setInterval(look, everyMs);
  return {
    stop() {
      look();
      clearInterval(timer);
      return longest;
    },
  };
}

/** A clock that stands while this thread waits for a core. Known on Linux only; elsewhere it is a plain clock. */
function heldClockMs(): number {
  return performance.now() - waitedForCoreMs();
}

/** The second field of /proc/PID/schedstat: nanoseconds on a run queue (Linux, Documentation/scheduler/sched-stats.rst). */
function waitedForCoreMs(): number {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}
