import { PosternError } from "@postern/core";

/** When a circuit opens, and for how long. */
export interface CircuitOptions {
  readonly namespace: string;
  readonly circuitFailures: number;
  readonly circuitCoolDownMs: number;
}

/** Refuses calls to an upstream that failed again and again, and lets one through now and then to see. */
export class Circuit {
  readonly #options: CircuitOptions;
  #failures = 0;
  #openUntilMs: number | undefined;
  #isTrying = false;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  get state(): "closed" | "open" | "half-open" {
    if (this.#openUntilMs === undefined) {
      return "closed";
    }
    return Date.now() < this.#openUntilMs ? "open" : "half-open";
  }

  /** When the next call is let through, in milliseconds since the epoch. */
  get openUntilMs(): number | undefined {
    return this.state === "closed" ? undefined : this.#openUntilMs;
  }

  /** Why calls are refused. */
  get explanation(): string {
    const { namespace } = this.#options;
    return `the last ${this.#failures} calls to ${namespace} failed or timed out, so calls are refused for now`;
  }

  /** @throws {PosternError} SOURCE_UNAVAILABLE - while the circuit is open */
  admit(): void {
    const { state } = this;
    if (state === "closed") {
      return;
    }
    if (state === "half-open" && !this.#isTrying) {
      this.#isTrying = true;
      return;
    }
    const waitMs = Math.max(0, (this.#openUntilMs ?? 0) - Date.now());
    const when =
      state === "open" ? `Try again in ${Math.ceil(waitMs / 1000)} s.` : "One call is on trial; try again soon.";
    throw new PosternError("SOURCE_UNAVAILABLE", `Circuit open: ${this.explanation}. Nothing was done. ${when}`);
  }

  /** The upstream answered. */
  succeeded(): void {
    this.#failures = 0;
    this.#openUntilMs = undefined;
    this.#isTrying = false;
  }

  /** The upstream did not answer, or was lost. */
  failed(): void {
    this.#failures += 1;
    if (this.#isTrying || this.#failures >= this.#options.circuitFailures) {
      this.#openUntilMs = Date.now() + this.#options.circuitCoolDownMs;
    }
    this.#isTrying = false;
  }

  /** The call ended without telling anything about the upstream. */
  abandoned(): void {
    this.#isTrying = false;
  }
}
