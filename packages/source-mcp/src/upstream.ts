import { isPosternError, PosternError } from "@postern/core";
import type { SourceState, UpstreamLog } from "@postern/core";
import { createAuthority } from "./auth/authority.ts";
import type { Authority } from "./auth/authority.ts";
import { untilAborted } from "./call-deadline.ts";
import { connect, diagnosticsOf } from "./connect.ts";
import type { UpstreamMemory } from "./connect.ts";
import type { Connection, ConnectionEvents, ConnectionLoss } from "./connection.ts";
import { describeFailure, explain, summarize } from "./failure.ts";
import type { ResolvedOptions } from "./options.ts";
import type { Redactor } from "./redactor.ts";
import { ToolRegistry } from "./tool-registry.ts";
import type { Registry } from "./tool-registry.ts";

/** A connection that ended before this had not proved itself: the wait before the next one grows. */
const STABLE_MS = 5000;

/** What an upstream is made of. */
export interface UpstreamParts {
  readonly options: ResolvedOptions;
  readonly redact: Redactor;
  /** The tools, or whether they can be had, changed. */
  readonly onToolsChanged: () => void;
  /** Resources or prompts changed. */
  readonly onResourcesChanged: () => void;
  readonly onResourceUpdated: (uri: string) => void;
  readonly onLog: (message: UpstreamLog) => void;
  /** There is a connection, the first or another. */
  readonly onConnected: (connection: Connection) => void;
  readonly onStatusChanged: () => void;
}

/** Keeps one upstream connected: connects, lists its tools, reconnects with growing waits, and says where it stands. */
export class Upstream {
  readonly #parts: UpstreamParts;
  readonly #authority: Authority | undefined;
  readonly #memory: UpstreamMemory = { legacyUntilMs: 0, speaksOnlySse: false };
  readonly #ended = new AbortController();
  #state: SourceState = "idle";
  readonly #registry: ToolRegistry;
  #connection: Connection | undefined;
  #connecting: Promise<Connection> | undefined;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #retryAtMs: number | undefined;
  #lastError: string | undefined;

  constructor(parts: UpstreamParts) {
    this.#parts = parts;
    const { namespace, transport, credentialStore: store } = parts.options;
    this.#authority =
      transport.type === "stdio" || transport.auth === undefined
        ? undefined
        : withoutQuotes(createAuthority(transport.auth, { namespace, serverUrl: transport.url, store }), parts.redact);
    this.#registry = new ToolRegistry({
      current: () => this.#connection,
      onChanged: parts.onToolsChanged,
      onRefreshFailed: (error) => {
        this.#lastError = this.#explain(error, []);
        void this.#connection?.verify();
      },
      onRefreshed: () => {
        this.#lastError = undefined;
      },
    });
  }

  get state(): SourceState {
    return this.#state;
  }

  get registry(): Registry {
    return this.#registry.content;
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
    if (this.#connecting === undefined && this.#retry !== undefined && this.registry.status === "unavailable") {
      throw this.registry.error;
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

  /** Takes a connection out of use whose credentials the server takes no more. */
  refuse(lost: Connection, error: PosternError): void {
    if (this.#connection === lost && this.#state !== "closed") {
      this.#connection = undefined;
      lost.retire();
      this.#fail(error, []);
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
    // One that failed stays so until an attempt succeeds: who looks while one is under way learns no less.
    if (this.registry.status !== "unavailable") {
      this.#setState("connecting");
    }
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
      connection = await connect({
        options,
        memory: this.#memory,
        authority: this.#authority,
        events: this.#events,
        signal,
      });
      const listed = await this.#registry.read(connection, signal);
      signal.throwIfAborted();
      connection.throwIfEnded();
      this.#connection = connection;
      this.#failures = 0;
      this.#lastError = undefined;
      this.#registry.publish(listed);
      this.#setState("ready");
      this.#parts.onConnected(connection);
      return connection;
    } catch (error) {
      await connection?.close();
      // What was learnt may be what is wrong.
      this.#memory.legacyUntilMs = 0;
      this.#memory.speaksOnlySse = false;
      const isLate = deadline.aborted && !this.#ended.signal.aborted;
      const cause = isLate
        ? new Error(`it was not ready within ${options.connectTimeoutMs} ms (connectTimeoutMs)`)
        : error;
      throw this.#fail(cause, diagnosticsOf(error));
    }
  }

  get #events(): ConnectionEvents {
    return {
      onLost: (connection, loss) => this.#onLost(connection, loss),
      onListChanged: (list) => {
        if (list === "tools") {
          this.#registry.refresh();
        } else {
          this.#parts.onResourcesChanged();
        }
      },
      onResourceUpdated: this.#parts.onResourceUpdated,
      onLog: this.#parts.onLog,
    };
  }

  #onLost(lost: Connection, { cause, diagnostics }: ConnectionLoss): void {
    if (this.#connection !== lost || this.#state === "closed") {
      return;
    }
    this.#connection = undefined;
    if (Date.now() - lost.openedAtMs < STABLE_MS) {
      this.#fail(cause, diagnostics);
    } else {
      this.#lastError = this.#explain(cause, diagnostics);
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
    const reason = this.#parts.redact(summarize(cause, diagnostics));
    const told = isUnauthorized
      ? error
      : new PosternError(
          "SOURCE_UNAVAILABLE",
          `${namespace} is not available: ${reason}. It is tried again by itself.`,
          { cause },
        );
    this.#registry.publish({ status: "unavailable", error: told });
    this.#setState(isUnauthorized ? "unauthorized" : "failed");
    return told;
  }

  #explain(cause: unknown, diagnostics: readonly string[]): string {
    const [first, ...others] = diagnostics;
    const head = first === undefined ? explain(cause) : `${explain(cause)} (${first})`;
    return this.#parts.redact([head, ...others].join("\n"));
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

/** The authority, with a redactor that learns what it hands out: an upstream may quote it. */
function withoutQuotes(authority: Authority, redact: Redactor): Authority {
  const extend = authority.extend?.bind(authority);
  return {
    async header() {
      const value = await authority.header();
      const token = value?.slice(value.indexOf(" ") + 1);
      if (token !== undefined) {
        redact.learn("Authorization", token);
      }
      return value;
    },
    renew: (refused, response) => authority.renew(refused, response),
    ...(extend === undefined ? {} : { extend }),
  };
}

/** Exponential, with half of it at random, so that many do not come back at once. */
function backoffMs(failures: number, options: ResolvedOptions): number {
  const { reconnectDelayMs, maxReconnectDelayMs } = options;
  const fullMs = Math.min(maxReconnectDelayMs, reconnectDelayMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(fullMs / 2 + (Math.random() * fullMs) / 2);
}
