import { isInputRequiredResult, ProtocolError, SseError } from "@modelcontextprotocol/client";
import type { Client, ProgressCallback, RequestOptions, Transport } from "@modelcontextprotocol/client";
import { PosternError } from "@postern/core";
import type { CallContext, CallProgress, UpstreamLog } from "@postern/core";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { CallDeadline } from "./call-deadline.ts";
import { CallScope } from "./call-scope.ts";
import { answerInputs } from "./input-required.ts";
import { describeFailure } from "./failure.ts";
import { LogLevel } from "./log-level.ts";
import type { ResolvedOptions } from "./options.ts";
import { readPages } from "./paging.ts";
import type { PagedItems } from "./paging.ts";
import { watchLists } from "./list-watch.ts";
import type { ListName } from "./list-watch.ts";
import { modernMeta } from "./request-meta.ts";
import { ResourceSubscriptions } from "./resource-subscriptions.ts";
import { receiveMessages } from "./upstream-messages.ts";

/** What a connection tells its owner. */
export interface ConnectionEvents {
  /** The connection is of no more use. Told once; not told after `close`. */
  onLost(connection: Connection, loss: ConnectionLoss): void;
  onListChanged(list: ListName): void;
  onResourceUpdated(uri: string): void;
  /** Told of what is logged at no call. */
  onLog(message: UpstreamLog): void;
}

/** Why a connection is of no more use. */
export interface ConnectionLoss {
  readonly cause: unknown;
  /** How a child ended, and its last words. */
  readonly diagnostics: readonly string[];
}

/** What every request that may take long comes with. */
export interface Asking {
  /** What it is, in messages: `The call github.list_issues`. */
  readonly subject: string;
  readonly context: CallContext;
}

/** What a connection is made of. */
export interface ConnectionParts {
  readonly client: Client;
  readonly transport: Transport;
  readonly kind: "stdio" | "http" | "sse";
  readonly options: ResolvedOptions;
  readonly events: ConnectionEvents;
  readonly diagnostics?: () => readonly string[];
  readonly endSession?: () => Promise<void>;
  readonly release?: () => Promise<void>;
}

const LISTS = {
  "tools/list": "tools",
  "resources/list": "resources",
  "resources/templates/list": "resourceTemplates",
  "prompts/list": "prompts",
} as const;

/** A method that answers a list in pages. */
export type ListMethod = keyof typeof LISTS;

const LOOSE_LIST = z.record(z.string(), z.unknown());
const METHOD_NOT_FOUND = -32_601;
/** How long a server may take to take leave of a session. */
const END_SESSION_MS = 1000;

/** One connection to an upstream, from handshake to loss. */
export class Connection {
  readonly kind: "stdio" | "http" | "sse";
  readonly openedAtMs: number = Date.now();
  readonly client: Client;
  readonly subscriptions: ResourceSubscriptions;
  readonly #parts: ConnectionParts;
  readonly #scope = new CallScope();
  readonly #logLevel: LogLevel;
  readonly #ended = new AbortController();
  #loss: unknown;
  #requests = 0;
  #isRetired = false;
  #closing: Promise<void> | undefined;
  #verifying: Promise<void> | undefined;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.kind = parts.kind;
    this.client = parts.client;
    const { client, options, events } = parts;
    const onResourceUpdated = (uri: string): void => events.onResourceUpdated(uri);
    this.#logLevel = new LogLevel(client, options.listTimeoutMs);
    this.subscriptions = new ResourceSubscriptions({
      client,
      timeoutMs: options.listTimeoutMs,
      ended: this.#ended.signal,
      onGap: onResourceUpdated,
    });
    receiveMessages(client, {
      scope: this.#scope,
      mayAsk: options,
      onResourceUpdated,
      onLog: (message) => events.onLog(message),
    });
  }

  get hasSession(): boolean {
    return this.#parts.transport.sessionId !== undefined;
  }

  /** Whether parameters may have to be sent as HTTP headers. */
  get sendsHeaders(): boolean {
    return this.kind === "http" && this.client.getProtocolEra() === "modern";
  }

  /** Starts to listen for changes and losses. Called once, after the handshake. */
  start(): void {
    const { client, events } = this.#parts;
    client.onclose = () => this.#lose(new Error("the connection was closed"));
    client.onerror = (error) => {
      // An event stream that broke takes the session with it; the SDK would open another one and stay uninitialized.
      if (this.kind === "sse" && error instanceof SseError) {
        this.#lose(error);
      }
    };
    watchLists(client, this.#ended.signal, (list) => events.onListChanged(list));
    this.#watchHealth();
  }

  /** Every item of a list, as loosely as it comes; none where the upstream does not know the method. */
  async list(method: ListMethod, signal?: AbortSignal): Promise<PagedItems> {
    const { client, options } = this.#parts;
    const name = LISTS[method];
    try {
      return await readPages(name, options, async (cursor) => {
        const requestOptions = { timeout: options.listTimeoutMs, ...(signal === undefined ? {} : { signal }) };
        const params = cursor === undefined ? {} : { cursor };
        const page = await this.#counted(() => client.request({ method, params }, LOOSE_LIST, requestOptions));
        const items: unknown = page[name];
        if (!Array.isArray(items)) {
          throw new ProtocolError(METHOD_NOT_FOUND + 1, `the answer to ${method} has no list "${name}"`);
        }
        return { items, nextCursor: page["nextCursor"] };
      });
    } catch (error) {
      const isUnknown = error instanceof ProtocolError && error.code === METHOD_NOT_FOUND;
      if (
        isUnknown &&
        client.getServerCapabilities()?.[name === "resourceTemplates" ? "resources" : name] === undefined
      ) {
        return { items: [], notices: [] };
      }
      throw error;
    }
  }

  /** Makes a request that may take long, report progress, and ask the person something. */
  async ask<T>(
    { subject, context }: Asking,
    send: (extra: Record<string, unknown>, options: RequestOptions) => Promise<T>,
  ): Promise<T> {
    const { callTimeoutMs, maxCallTimeMs } = this.#parts.options;
    using deadline = new CallDeadline({ subject, idleMs: callTimeoutMs, totalMs: maxCallTimeMs });
    const call = { context, deadline };
    const signal = AbortSignal.any([context.signal, deadline.signal]);
    const onprogress: ProgressCallback = (progress) => {
      deadline.touch();
      context.onProgress?.(readProgress(progress));
    };
    // The deadline is this side's own: the SDK's cannot stand still while a person is asked.
    const options = { signal, onprogress, timeout: 2 ** 31 - 1, allowInputRequired: true };
    const own = this.client.getProtocolEra() === "modern" ? modernMeta(context, this.#parts.options.elicitation) : {};
    const meta = { _meta: { ...context.meta, ...own } };
    try {
      await this.#logLevel.lowerTo(context.log?.level);
      return await this.#counted(() =>
        this.#scope.during(call, () =>
          answerInputs(call, isInputRequiredResult, (extra) => send({ ...meta, ...extra }, options)),
        ),
      );
    } catch (error) {
      throw deadline.signal.aborted && !context.signal.aborted ? deadline.signal.reason : error;
    }
  }

  /** Looks whether the upstream is still there. An upstream that is slow is. Over stdio the child's end tells. */
  async verify(): Promise<void> {
    if (this.kind !== "stdio" && !this.#ended.signal.aborted) {
      this.#verifying ??= this.#verify().finally(() => {
        this.#verifying = undefined;
      });
      await this.#verifying;
    }
  }

  async #verify(): Promise<void> {
    const { client, options } = this.#parts;
    const timeout = options.listTimeoutMs;
    try {
      await (client.getProtocolEra() === "modern" ? client.discover({ timeout }) : client.ping({ timeout }));
    } catch (error) {
      const { connection } = describeFailure(error, {
        subject: "ping",
        timeoutMs: timeout,
        hasSession: this.hasSession,
      });
      if (connection !== "fine") {
        this.#lose(error);
      }
    }
  }

  /** @throws {PosternError} SOURCE_UNAVAILABLE - when the connection was lost or closed */
  throwIfEnded(): void {
    if (this.#ended.signal.aborted) {
      const text = `${this.#parts.options.namespace}: the connection was lost. Nothing was done.`;
      throw new PosternError("SOURCE_UNAVAILABLE", text, { cause: this.#loss });
    }
  }

  /** Takes no new requests; closes when those under way have ended. */
  retire(): void {
    this.#isRetired = true;
    if (this.#requests === 0) {
      this.#closeUnattended();
    }
  }

  /** Ends the connection and, over stdio, the child and all it started. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Closes where nobody waits for the end: a failure to take leave changes nothing. */
  #closeUnattended(): void {
    this.close().catch(() => undefined);
  }

  async #close(): Promise<void> {
    this.#ended.abort();
    const { client, transport, endSession } = this.#parts;
    if (endSession !== undefined && this.hasSession) {
      await Promise.race([endSession().catch(() => undefined), delay(END_SESSION_MS, undefined, { ref: false })]);
    }
    try {
      await client.close();
    } finally {
      await transport.close();
      await this.#parts.release?.();
    }
  }

  #lose(cause: unknown): void {
    if (!this.#ended.signal.aborted) {
      this.#loss = cause;
      this.#ended.abort();
      this.#closeUnattended();
      this.#parts.events.onLost(this, { cause, diagnostics: this.#parts.diagnostics?.() ?? [] });
    }
  }

  async #counted<T>(work: () => Promise<T>): Promise<T> {
    this.throwIfEnded();
    this.#requests += 1;
    try {
      return await work();
    } finally {
      this.#requests -= 1;
      if (this.#isRetired && this.#requests === 0) {
        this.#closeUnattended();
      }
    }
  }

  #watchHealth(): void {
    const everyMs = this.#parts.options.healthCheckIntervalMs;
    if (this.kind !== "stdio" && everyMs > 0) {
      const timer = setInterval(() => void this.verify(), everyMs);
      timer.unref();
      this.#ended.signal.addEventListener("abort", () => clearInterval(timer), { once: true });
    }
  }
}

function readProgress(given: Parameters<ProgressCallback>[0]): CallProgress {
  const { progress, total, message } = given;
  return { progress, ...(total === undefined ? {} : { total }), ...(message === undefined ? {} : { message }) };
}
