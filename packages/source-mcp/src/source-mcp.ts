import { nearestNames, PosternError } from "@postern/core";
import type { CallContext, ScriptObject, Source, SourceStatus, Tool, ToolResult } from "@postern/core";
import { CallGate } from "./call-gate.ts";
import { Circuit } from "./circuit.ts";
import type { Connection } from "./connection.ts";
import { describeFailure } from "./failure.ts";
import { resolveOptions } from "./options.ts";
import type { McpSourceOptions, ResolvedOptions } from "./options.ts";
import { createRedactor } from "./redactor.ts";
import { jsonInput, readToolResult } from "./result.ts";
import { Upstream } from "./upstream.ts";

/** An upstream MCP server as a source. Whoever made it disposes it; that ends the child process or the session. */
export interface McpSource extends Source {
  /** Tries to connect again now, without waiting for the next attempt: after a login, or when a person asks. */
  reconnect(): Promise<void>;
  /** Tells when `status` changed. */
  onStatusChanged(listener: () => void): Disposable;
}

/**
 * Makes a source of an MCP server. Nothing is started before it is first asked, unless `start` is `eager`.
 * @throws {PosternError} INVALID_OPTION - when an option has a value that cannot be used
 */
export function createMcpSource(options: McpSourceOptions): McpSource {
  return new McpServerSource(resolveOptions(options));
}

class McpServerSource implements McpSource {
  readonly namespace: string;
  readonly #options: ResolvedOptions;
  readonly #upstream: Upstream;
  readonly #gate: CallGate;
  readonly #circuit: Circuit;
  readonly #toolListeners = new Set<() => void>();
  readonly #statusListeners = new Set<() => void>();

  constructor(options: ResolvedOptions) {
    this.namespace = options.namespace;
    this.#options = options;
    this.#gate = new CallGate(options);
    this.#circuit = new Circuit(options);
    const { transport } = options;
    this.#upstream = new Upstream({
      options,
      redact: createRedactor((transport.type === "stdio" ? transport.env : transport.headers) ?? {}),
      onToolsChanged: () => tell(this.#toolListeners),
      onStatusChanged: () => tell(this.#statusListeners),
    });
    if (options.start === "eager") {
      // A failure shows in `status` and is retried.
      this.#upstream.connected().catch(() => undefined);
    }
  }

  get status(): SourceStatus {
    const { state, lastError, registry } = this.#upstream;
    const circuit = this.#circuit.state;
    const retryAtMs = this.#upstream.retryAtMs ?? this.#circuit.openUntilMs;
    const said = lastError ?? (circuit === "closed" ? undefined : `Circuit open: ${this.#circuit.explanation}.`);
    const notices = registry.status === "listed" ? registry.notices : [];
    return {
      state,
      transport: this.#upstream.kind ?? configuredKind(this.#options),
      ...(said === undefined ? {} : { lastError: said }),
      ...(retryAtMs === undefined ? {} : { retryAtMs }),
      ...(circuit === "closed" ? {} : { circuit }),
      ...(notices.length === 0 ? {} : { notices }),
    };
  }

  async listTools(signal?: AbortSignal): Promise<readonly Tool[]> {
    await this.#upstream.connected(signal);
    const { registry } = this.#upstream;
    return registry.status === "listed" ? registry.tools : [];
  }

  async callTool(name: string, input: ScriptObject, context: CallContext): Promise<ToolResult> {
    const subject = `The call ${this.namespace}.${name}`;
    return this.#perform(subject, context, async (connection) => {
      const tool = this.#tool(name);
      return readToolResult(await connection.callTool(tool, jsonInput(input), context));
    });
  }

  onToolsChanged(listener: () => void): Disposable {
    return subscribe(this.#toolListeners, listener);
  }

  onStatusChanged(listener: () => void): Disposable {
    return subscribe(this.#statusListeners, listener);
  }

  reconnect(): Promise<void> {
    return this.#upstream.reconnect();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#upstream.close();
  }

  #tool(name: string): Tool {
    const { registry } = this.#upstream;
    const tools = registry.status === "listed" ? registry.tools : [];
    const tool = tools.find((candidate) => candidate.name === name);
    if (tool === undefined) {
      const nearest = nearestNames(
        name,
        tools.map((candidate) => candidate.name),
      );
      const hint = nearest.length === 0 ? "" : ` Nearest: ${nearest.join(", ")}.`;
      throw new PosternError("UNKNOWN_TOOL", `${this.namespace} has no tool "${name}".${hint}`);
    }
    return tool;
  }

  /** Waits for a turn, makes the request, and settles what its failure says of the connection. */
  async #perform<T>(subject: string, context: CallContext, work: (connection: Connection) => Promise<T>): Promise<T> {
    context.signal.throwIfAborted();
    this.#circuit.admit();
    return this.#gate.run(async () => {
      let connection = await this.#upstream.connected(context.signal);
      for (let attempt = 1; ; attempt += 1) {
        try {
          const result = await work(connection);
          this.#settle("succeeded");
          return result;
        } catch (error) {
          const { callTimeoutMs: timeoutMs } = this.#options;
          const request = { subject, timeoutMs, signal: context.signal, hasSession: connection.hasSession };
          const failure = describeFailure(error, request);
          if (failure.connection === "session-lost" && attempt === 1) {
            // The server refused the request unread, so repeating it does nothing twice.
            connection = await this.#upstream.replaced(connection, context.signal);
            continue;
          }
          if (failure.connection === "doubtful") {
            void connection.verify();
          }
          this.#settle(failure.isUpstreamFault ? "failed" : "abandoned");
          throw failure.error;
        }
      }
    }, context.signal);
  }

  #settle(how: "succeeded" | "failed" | "abandoned"): void {
    const before = this.#circuit.state;
    this.#circuit[how]();
    if (this.#circuit.state !== before) {
      tell(this.#statusListeners);
    }
  }
}

function configuredKind({ transport }: ResolvedOptions): "stdio" | "http" | "sse" {
  return transport.type === "stdio" || transport.type === "sse" ? transport.type : "http";
}

function subscribe(listeners: Set<() => void>, listener: () => void): Disposable {
  const own = (): void => listener();
  listeners.add(own);
  return { [Symbol.dispose]: () => void listeners.delete(own) };
}

function tell(listeners: ReadonlySet<() => void>): void {
  for (const listener of listeners) {
    listener();
  }
}
