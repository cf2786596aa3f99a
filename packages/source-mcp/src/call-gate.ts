import { PosternError } from "@postern/core";
import { untilAborted } from "./call-deadline.ts";

/** Limits of a gate. */
export interface CallGateOptions {
  readonly namespace: string;
  readonly maxConcurrentCalls: number;
  readonly maxQueuedCalls: number;
}

/** Lets so many calls through at once; the others wait in the order they came. */
export class CallGate {
  readonly #options: CallGateOptions;
  #running = 0;
  readonly #waiting = new Set<() => void>();

  constructor(options: CallGateOptions) {
    this.#options = options;
  }

  /** @throws {PosternError} SOURCE_UNAVAILABLE - when too many wait already; ABORTED - when the signal ends the wait */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    const { namespace, maxConcurrentCalls, maxQueuedCalls } = this.#options;
    if (this.#running < maxConcurrentCalls) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.size >= maxQueuedCalls) {
      const text = `${namespace} is busy: ${maxConcurrentCalls} calls are under way and ${maxQueuedCalls} wait (maxQueuedCalls). Nothing was done; try again later.`;
      throw new PosternError("SOURCE_UNAVAILABLE", text);
    }
    const turn = Promise.withResolvers<void>();
    this.#waiting.add(turn.resolve);
    try {
      await untilAborted(turn.promise, signal);
    } catch (error) {
      if (!this.#waiting.delete(turn.resolve)) {
        // The turn came in the same moment: hand it on.
        this.#leave();
      }
      throw error;
    }
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
    } else {
      this.#waiting.delete(next);
      next();
    }
  }
}
