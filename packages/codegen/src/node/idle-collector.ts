import { Session } from "node:inspector/promises";

/** Collects this thread's garbage while nobody waits for the thread. */
export interface IdleCollector {
  /** Work begins. */
  busy(): void;
  /** Work has ended. */
  idle(): void;
}

/**
 * Makes a collector that gives the heap's unused memory back after `idleMs` milliseconds without work. V8 by itself collects
 * when it runs out of room, in the middle of the work, and keeps the room: one can have much of it, or little in use at rest.
 */
export function createIdleCollector(idleMs: number): IdleCollector {
  let timer: NodeJS.Timeout | undefined;
  const busy = (): void => clearTimeout(timer);
  return {
    busy,
    idle: () => {
      busy();
      timer = setTimeout(() => void collectGarbage(), idleMs).unref();
    },
  };
}

/** https://chromedevtools.github.io/devtools-protocol/v8/HeapProfiler/#method-collectGarbage */
async function collectGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post("HeapProfiler.collectGarbage");
  } finally {
    session.disconnect();
  }
}
