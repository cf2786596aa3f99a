import { isPosternError, PosternError } from "@postern/core";
import type { SourceState, Tool } from "@postern/core";
import { untilAborted } from "./call-deadline.ts";
import { connect, diagnosticsOf } from "./connect.ts";
import type { UpstreamMemory } from "./connect.ts";
import type { Connection } from "./connection.ts";
import { describeFailure, explain } from "./failure.ts";
import type { ListName } from "./list-watch.ts";
import type { ResolvedOptions } from "./options.ts";
import type { Redactor } from "./redactor.ts";
import { readTools } from "./tool-list.ts";

/** A connection that ended before this had not proved itself: the wait before the next one grows. */
const STABLE_MS = 5000;
/** Between two readings of a list that keeps changing. */
const REFRESH_PACE_MS = 250;

/** What an upstream is made of. */
export interface UpstreamParts {
  readonly options: ResolvedOptions;
  readonly redact: Redactor;
  /** The tools, or whether they can be had, changed. */
  readonly onToolsChanged: () => void;
  /** Resources or prompts changed. */
  readonly onResourcesChanged: () => void;
  readonly onStatusChanged: () => void;
}

/** The tools that can be called, or why there are none. */
export type Registry =
  | { readonly status: "unknown" }
  | { readonly status: "listed"; readonly tools: readonly Tool[]; readonly notices: readonly string[] }
  | { readonly status: "unavailable"; readonly error: PosternError };

/** Keeps one upstream connected: connects, lists its tools, reconnects with growing waits, and says where it stands. */
export class Upstream {
  readonly #parts: UpstreamParts;
  readonly #memory: UpstreamMemory = { legacyUntilMs: 0, speaksOnlySse: false };
  readonly #ended = new AbortController();
  #state: SourceState = "idle";
  #registry: Registry = { status: "unknown" };
  #connection: Connection | undefined;
  #connecting: Promise<Connection> | undefined;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #retryAtMs: number | undefined;
  #lastError: string | undefined;
  #refreshing: Promise<void> | undefined;
  #isStale = false;

  constructor(parts: UpstreamParts) {
    this.#parts = parts;
  }

  get state(): SourceState {
    return this.#state;
  }

  get registry(): Registry {
    return this.#registry;
  }

  get retryAtMs(): number | undefined {
    return this.#retryAtMs;
  }

  get lastError(): string | undefined {
    return this.#lastError;
  }

  get kind(): "stdio" | "http" | "sse" | undefined {
    return this.#connection?.kind;
  }

  /** The connection, made if there is none. While attempts wait their turn, the last failure is thrown at once. */
  async connected(signal?: AbortSignal): Promise<Connection> {
    if (this.#state === "closed") {
      throw new PosternError("DISPOSED", `${this.#parts.options.namespace} was closed.`);
    }
    if (this.#connection !== undefined) {
      return this.#connection;
    }
    if (this.#connecting === undefined && this.#retry !== undefined && this.#registry.status === "unavailable") {
      throw this.#registry.error;
    }
    return untilAborted(this.#connecting ?? this.#connect(), signal);
  }

  /** Takes a connection out of use whose session the server forgot. The next request makes another. */
  replace(lost: Connection): void {
    if (this.#connection === lost) {
      this.#connection = undefined;
      lost.retire();
    }
  }

  /** Tries again now, as after a login. */
  async reconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#clearRetry();
    await connection?.close();
    await this.connected();
  }

  /** Waits until a list that was reported to have changed is read again. */
  async settled(signal?: AbortSignal): Promise<void> {
    await untilAborted(this.#refreshing ?? Promise.resolve(), signal);
  }

  async close(): Promise<void> {
    if (this.#state === "closed") {
      return;
    }
    this.#setState("closed");
    this.#ended.abort();
    this.#clearRetry();
    const connection = this.#connection;
    this.#connection = undefined;
    await Promise.allSettled([this.#connecting, connection?.close()]);
  }

  #connect(): Promise<Connection> {
    this.#clearRetry();
    this.#setState("connecting");
    this.#connecting = this.#attempt().finally(() => {
      this.#connecting = undefined;
    });
    // Whoever waits sees the failure; an attempt that nobody waits for must not end the process.
    this.#connecting.catch(() => undefined);
    return this.#connecting;
  }

  async #attempt(): Promise<Connection> {
    const { options } = this.#parts;
    const deadline = AbortSignal.timeout(options.connectTimeoutMs);
    const signal = AbortSignal.any([this.#ended.signal, deadline]);
    let connection: Connection | undefined;
    try {
      connection = await connect({ options, memory: this.#memory, events: this.#events, signal });
      const registry = await this.#readRegistry(connection, signal);
      signal.throwIfAborted();
      this.#connection = connection;
      this.#failures = 0;
      this.#lastError = undefined;
      this.#publish(registry);
      this.#setState("ready");
      return connection;
    } catch (error) {
      await connection?.close();
      const isLate = deadline.aborted && !this.#ended.signal.aborted;
      const cause = isLate
        ? new Error(`it was not ready within ${options.connectTimeoutMs} ms (connectTimeoutMs)`)
        : error;
      throw this.#fail(cause, diagnosticsOf(error));
    }
  }

  async #readRegistry(connection: Connection, signal: AbortSignal): Promise<Registry & { status: "listed" }> {
    const list = await connection.list("tools/list", signal);
    const { tools, notices } = readTools(list.items);
    return { status: "listed", tools, notices: [...list.notices, ...notices] };
  }

  get #events(): {
    onLost: (lost: Connection, lines: readonly string[]) => void;
    onListChanged: (list: ListName) => void;
  } {
    return {
      onLost: (lost, lines) => this.#onLost(lost, lines),
      onListChanged: (list) => {
        if (list === "tools") {
          this.#refresh();
        } else {
          this.#parts.onResourcesChanged();
        }
      },
    };
  }

  #onLost(lost: Connection, diagnostics: readonly string[]): void {
    if (this.#connection !== lost || this.#state === "closed") {
      return;
    }
    this.#connection = undefined;
    if (Date.now() - lost.openedAtMs < STABLE_MS) {
      this.#fail(new Error("the connection was lost"), diagnostics);
    } else {
      this.#lastError = this.#explain(new Error("the connection was lost"), diagnostics);
      void this.#connect();
    }
  }

  #fail(cause: unknown, diagnostics: readonly string[]): PosternError {
    const { options } = this.#parts;
    const { namespace } = options;
    if (this.#state === "closed") {
      return new PosternError("DISPOSED", `${namespace} was closed.`, { cause });
    }
    const { error } = describeFailure(cause, {
      subject: namespace,
      timeoutMs: options.connectTimeoutMs,
      hasSession: false,
    });
    const isUnauthorized = isPosternError(error) && error.code === "UNAUTHORIZED";
    this.#failures += 1;
    const waitMs = isUnauthorized ? options.maxReconnectDelayMs : backoffMs(this.#failures, options);
    this.#retryAtMs = Date.now() + waitMs;
    this.#retry = setTimeout(() => void this.#connect(), waitMs);
    this.#retry.unref();
    this.#lastError = this.#explain(cause, diagnostics);
    const [reason = ""] = this.#lastError.split("\n");
    const told = isUnauthorized
      ? error
      : new PosternError(
          "SOURCE_UNAVAILABLE",
          `${namespace} is not available: ${reason}. It is tried again by itself.`,
          { cause },
        );
    this.#publish({ status: "unavailable", error: told });
    this.#setState(isUnauthorized ? "unauthorized" : "failed");
    return told;
  }

  #explain(cause: unknown, diagnostics: readonly string[]): string {
    const [first, ...others] = diagnostics;
    const head = first === undefined ? explain(cause) : `${explain(cause)} (${first})`;
    return this.#parts.redact([head, ...others].join("\n"));
  }

  #refresh(): void {
    this.#isStale = true;
    this.#refreshing ??= this.#refreshWhileStale().finally(() => {
      this.#refreshing = undefined;
    });
  }

  async #refreshWhileStale(): Promise<void> {
    while (this.#isStale && this.#connection !== undefined) {
      const connection = this.#connection;
      this.#isStale = false;
      try {
        const registry = await this.#readRegistry(connection, this.#ended.signal);
        if (this.#connection === connection) {
          this.#publish(registry);
        }
      } catch (error) {
        this.#lastError = this.#explain(error, []);
        await connection.verify();
      }
      await pause(REFRESH_PACE_MS, this.#ended.signal);
    }
  }

  #publish(registry: Registry): void {
    const known = this.#registry;
    const isSame =
      known.status === "listed" &&
      registry.status === "listed" &&
      JSON.stringify(known.tools) === JSON.stringify(registry.tools);
    const isStillUnavailable = known.status === "unavailable" && registry.status === "unavailable";
    // The same tools stay the same array: catalogs are kept by it.
    this.#registry = isSame ? { ...known, notices: registry.notices } : registry;
    if (!isSame && !isStillUnavailable && known.status !== "unknown") {
      this.#parts.onToolsChanged();
    }
  }

  #setState(state: SourceState): void {
    this.#state = state;
    this.#parts.onStatusChanged();
  }

  #clearRetry(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#retryAtMs = undefined;
  }
}

/** Exponential, with half of it at random, so that many do not come back at once. */
function backoffMs(failures: number, options: ResolvedOptions): number {
  const { reconnectDelayMs, maxReconnectDelayMs } = options;
  const fullMs = Math.min(maxReconnectDelayMs, reconnectDelayMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(fullMs / 2 + (Math.random() * fullMs) / 2);
}

function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
