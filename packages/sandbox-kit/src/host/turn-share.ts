/** Milliseconds of work in one turn of the event loop, before the rest is left to the next one. */
const MAX_TURN_MS = 5;

/** Tells when work for one guest has had its share of a turn of the event loop: a guest that floods must not hold the host. */
export class TurnShare {
  readonly #onNextTurn: () => void;
  #endMs: number | undefined;

  /** `onNextTurn` goes on with what was left. */
  constructor(onNextTurn: () => void) {
    this.#onNextTurn = onNextTurn;
  }

  /** Whether this turn's share is used up. From the first question in a turn on, the next turn is told to go on. */
  isSpent(): boolean {
    const now = performance.now();
    if (this.#endMs === undefined) {
      this.#endMs = now + MAX_TURN_MS;
      setImmediate(() => {
        this.#endMs = undefined;
        this.#onNextTurn();
      });
      return false;
    }
    return now > this.#endMs;
  }
}
