import { PosternError } from "@postern/core";

/** When a circuit opens, and for how long. */
export interface CircuitOptions {
  readonly namespace: string;
  readonly circuitFailures: number;
  readonly circuitCoolDownMs: number;
}

/** `closed`: calls flow. `open`: they are refused. `half-open`: one is let through to see. */
export type CircuitState = "closed" | "open" | "half-open";

/** Refuses calls to an upstream that failed again and again, and lets one through now and then to see. */
export class Circuit implements Disposable {
  readonly #options: CircuitOptions;
  readonly #onChange: () => void;
  #state: CircuitState = "closed";
  #failures = 0;
  #openUntilMs = 0;
  #isTrying = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CircuitOptions, onChange: () => void) {
    this.#options = options;
    this.#onChange = onChange;
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** When a call is let through again, in milliseconds since the epoch; only while open. */
  get openUntilMs(): number | undefined {
    return this.#state === "open" ? this.#openUntilMs : undefined;
  }

  /** Why calls are refused. */
  get explanation(): string {
    const { namespace } = this.#options;
    return `the last ${this.#failures} calls to ${namespace} timed out or lost the connection, so calls are refused for now`;
  }

  /** @throws {PosternError} SOURCE_UNAVAILABLE - while the circuit is open, and while a call is on trial */
  admit(): void {
    if (this.#state === "closed") {
      return;
    }
    if (this.#state === "half-open" && !this.#isTrying) {
      this.#isTrying = true;
      return;
    }
    const waitSeconds = Math.max(1, Math.ceil((this.#openUntilMs - Date.now()) / 1000));
    const when = this.#state === "open" ? `Try again in ${waitSeconds} s.` : "One call is on trial; try again soon.";
    throw new PosternError("SOURCE_UNAVAILABLE", `Circuit open: ${this.explanation}. Nothing was done. ${when}`);
  }

  /** Learns how a call that was admitted ended: the upstream answered, failed, or nothing can be said. */
  settle(upstream: "answered" | "failed" | "unknown"): void {
    if (upstream === "answered") {
      this.#failures = 0;
      this.#become("closed");
    } else if (upstream === "failed") {
      this.#fail();
    }
    this.#isTrying = false;
  }

  #fail(): void {
    this.#failures += 1;
    if (this.#isTrying || this.#failures >= this.#options.circuitFailures) {
      const { circuitCoolDownMs } = this.#options;
      this.#openUntilMs = Date.now() + circuitCoolDownMs;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#become("half-open"), circuitCoolDownMs);
      this.#timer.unref();
      this.#become("open");
    }
  }

  #become(state: CircuitState): void {
    if (state === "closed") {
      clearTimeout(this.#timer);
    }
    if (this.#state !== state) {
      this.#state = state;
      this.#onChange();
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
