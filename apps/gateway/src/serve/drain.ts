import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** Knows the requests under way. */
export interface Drain {
  /** Counts a request until its response has ended or its client is gone. */
  enter(response: ServerResponse): void;
  /** Whether none is under way any more within that time. */
  finished(timeoutMs: number): Promise<boolean>;
}

/** No request is under way yet. */
export function createDrain(): Drain {
  const open = new Set<ServerResponse>();
  let idle = Promise.withResolvers<void>();
  return {
    enter(response) {
      open.add(response);
      response.once("close", () => {
        open.delete(response);
        if (open.size === 0) {
          idle.resolve();
          idle = Promise.withResolvers<void>();
        }
      });
    },
    async finished(timeoutMs) {
      if (open.size === 0) {
        return true;
      }
      const stop = new AbortController();
      const late = delay(timeoutMs, false, { signal: stop.signal }).catch(() => false);
      const isFinished = await Promise.race([idle.promise.then(() => true), late]);
      stop.abort();
      return isFinished;
    },
  };
}
