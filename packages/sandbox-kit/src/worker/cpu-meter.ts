/** Milliseconds of turns that are counted before the system is asked. */
const TRUSTED_MS = 4;

/**
 * CPU time of this thread since an execution began. Asking the system costs 10 to 30 us, as much as all the rest of a call: so
 * turns count as long as they took, which is at least what they computed, until they add up to a few milliseconds.
 */
export class CpuMeter {
  #atBeginMs = 0;
  #askedMs = 0;
  #turnsMs = 0;

  /** An execution begins. */
  begin(): void {
    this.#atBeginMs = threadCpuMs();
    this.#askedMs = 0;
    this.#turnsMs = 0;
  }

  /** A turn took so many milliseconds. */
  addTurn(elapsedMs: number): void {
    this.#turnsMs += elapsedMs;
    if (this.#turnsMs > TRUSTED_MS) {
      this.ask();
    }
  }

  /** What is known to have been used; a few milliseconds may be preemption. */
  get usedMs(): number {
    return this.#askedMs + this.#turnsMs;
  }

  /** The same, exactly. */
  ask(): number {
    this.#askedMs = threadCpuMs() - this.#atBeginMs;
    this.#turnsMs = 0;
    return this.#askedMs;
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
