/** Milliseconds that pass while it is not paused, and a deadline on them. */
export class WallClock {
  readonly #limitMs: number;
  readonly #onDeadline: () => void;
  #elapsedMs = 0;
  #runningSince: number | undefined;
  #pauses = 0;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(limitMs: number, onDeadline: () => void) {
    this.#limitMs = limitMs;
    this.#onDeadline = onDeadline;
  }

  get elapsedMs(): number {
    return this.#elapsedMs + (this.#runningSince === undefined ? 0 : performance.now() - this.#runningSince);
  }

  /** Milliseconds that are left. */
  get leftMs(): number {
    return Math.max(0, this.#limitMs - this.elapsedMs);
  }

  start(): void {
    this.#runningSince = performance.now();
    this.#timer = setTimeout(this.#onDeadline, Math.min(this.leftMs, 2 ** 31 - 1));
  }

  /** Stops the clock until what it answers is disposed. Nests. */
  pause(): Disposable {
    this.#pauses += 1;
    this.#halt();
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (!isOver) {
          isOver = true;
          this.#pauses -= 1;
          if (this.#pauses === 0 && !this.#isStopped) {
            this.start();
          }
        }
      },
    };
  }

  /** Stops for good. */
  stop(): void {
    this.#isStopped = true;
    this.#halt();
  }

  #halt(): void {
    this.#elapsedMs = this.elapsedMs;
    this.#runningSince = undefined;
    clearTimeout(this.#timer);
  }
}
