import { PosternError } from "@postern/core";
import { callTimeout } from "./failure.ts";

/** How long a request may take. */
export interface DeadlineOptions {
  /** What is waited for, in messages. */
  readonly subject: string;
  /** Without progress. */
  readonly idleMs: number;
  /** In all. Time in which a person is asked does not count. */
  readonly totalMs: number;
}

/** Aborts its signal with `CALL_TIMEOUT` when nothing was heard for too long. It does not run while a person is asked. */
export class CallDeadline implements Disposable {
  readonly #options: DeadlineOptions;
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #leftMs: number;
  #startedAtMs = 0;
  #pauses = 0;

  constructor(options: DeadlineOptions) {
    this.#options = options;
    this.#leftMs = options.totalMs;
    this.#start();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something was heard: the idle time starts again. */
  touch(): void {
    if (this.#pauses === 0) {
      this.#stop();
      this.#start();
    }
  }

  /** Stops the clock until the answer is disposed. */
  pause(): Disposable {
    this.#pauses += 1;
    if (this.#pauses === 1) {
      this.#stop();
    }
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (!isOver) {
          isOver = true;
          this.#pauses -= 1;
          this.touch();
        }
      },
    };
  }

  #start(): void {
    this.#startedAtMs = performance.now();
    const { subject, idleMs, totalMs } = this.#options;
    const isIdle = idleMs <= this.#leftMs;
    const waitMs = Math.max(0, isIdle ? idleMs : this.#leftMs);
    this.#timer = setTimeout(() => this.#controller.abort(callTimeout(subject, isIdle ? idleMs : totalMs)), waitMs);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#leftMs -= performance.now() - this.#startedAtMs;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#pauses = Number.POSITIVE_INFINITY;
  }
}

/** Waits for `work`, or for the signal, whichever is first. `work` goes on. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) {
    return work;
  }
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(abortError(signal));
  if (signal.aborted) {
    onAbort();
  }
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function abortError(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof PosternError
    ? reason
    : new PosternError("ABORTED", "Aborted while waiting for the upstream.");
}
