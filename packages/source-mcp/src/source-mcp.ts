import { nearestNames, PosternError } from "@postern/core";
import type {
  CallContext,
  Completion,
  CompletionRequest,
  Prompt,
  PromptResult,
  Resource,
  ResourceContents,
  ResourceTemplate,
  ScriptObject,
  Source,
  SourceStatus,
  Tool,
  ToolResult,
  UpstreamLog,
} from "@postern/core";
import { CallGate } from "./call-gate.ts";
import { Circuit } from "./circuit.ts";
import type { Asking, Connection, ListMethod } from "./connection.ts";
import { describeFailure, redactError } from "./failure.ts";
import type { Failure } from "./failure.ts";
import { resolveOptions } from "./options.ts";
import type { McpSourceOptions, ResolvedOptions } from "./options.ts";
import { createRedactor, urlSecrets } from "./redactor.ts";
import type { Redactor } from "./redactor.ts";
import { callTool, complete, getPrompt, readResource } from "./requests.ts";
import { redactResult } from "./result.ts";
import { readPrompts, readResources, readResourceTemplates } from "./resource-list.ts";
import { ResourceWatches } from "./resource-watches.ts";
import { Upstream } from "./upstream.ts";

/** An upstream MCP server as a source. Whoever made it disposes it; that ends the child process or the session. */
export interface McpSource extends Required<Source> {
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

interface PerformedRequest {
  readonly subject: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly admit?: () => void;
  readonly onEnd?: (upstream: Failure["upstream"]) => void;
}

class McpServerSource implements McpSource {
  readonly namespace: string;
  readonly #options: ResolvedOptions;
  readonly #redact: Redactor;
  readonly #upstream: Upstream;
  readonly #gate: CallGate;
  readonly #circuit: Circuit;
  readonly #toolListeners = new Set<() => void>();
  readonly #resourceListeners = new Set<() => void>();
  readonly #statusListeners = new Set<() => void>();
  readonly #logListeners = new Set<(message: UpstreamLog) => void>();
  readonly #watches = new ResourceWatches();

  constructor(options: ResolvedOptions) {
    this.namespace = options.namespace;
    this.#options = options;
    this.#gate = new CallGate(options);
    this.#circuit = new Circuit(options, () => tell(this.#statusListeners));
    const { transport } = options;
    this.#redact = createRedactor(
      transport.type === "stdio" ? (transport.env ?? {}) : { ...urlSecrets(transport.url), ...transport.headers },
    );
    this.#upstream = new Upstream({
      options,
      redact: this.#redact,
      onToolsChanged: () => tell(this.#toolListeners),
      onResourcesChanged: () => tell(this.#resourceListeners),
      onResourceUpdated: (uri) => this.#watches.tell(uri),
      onLog: (message) => tell(this.#logListeners, message),
      onConnected: (connection) => this.#watches.moveTo(connection),
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
    const asking = { subject: `The call ${this.namespace}.${name}`, context };
    if (Object.keys(context.options ?? {}).length > 0) {
      const text = `${asking.subject} was given a second argument, but tools of MCP servers take one.`;
      throw new PosternError("INVALID_INPUT", text);
    }
    const result = await this.#perform(asking, async (connection) =>
      callTool(connection, asking, { tool: this.#tool(name), input }),
    );
    return result.isError === true ? redactResult(result, this.#redact) : result;
  }

  async listResources(signal?: AbortSignal): Promise<readonly Resource[]> {
    return readResources(await this.#list("resources/list", signal));
  }

  async listResourceTemplates(signal?: AbortSignal): Promise<readonly ResourceTemplate[]> {
    return readResourceTemplates(await this.#list("resources/templates/list", signal));
  }

  async listPrompts(signal?: AbortSignal): Promise<readonly Prompt[]> {
    return readPrompts(await this.#list("prompts/list", signal));
  }

  async readResource(uri: string, context: CallContext): Promise<readonly ResourceContents[]> {
    const asking = { subject: `Reading ${uri.slice(0, 200)} of ${this.namespace}`, context };
    return this.#perform(asking, (connection) => readResource(connection, asking, uri));
  }

  async getPrompt(name: string, input: Readonly<Record<string, string>>, context: CallContext): Promise<PromptResult> {
    const asking = { subject: `The prompt ${name} of ${this.namespace}`, context };
    return this.#perform(asking, (connection) => getPrompt(connection, asking, { name, arguments: { ...input } }));
  }

  async complete(request: CompletionRequest, context: CallContext): Promise<Completion> {
    const asking = { subject: `Completing ${request.argument.slice(0, 200)} of ${this.namespace}`, context };
    return this.#perform(asking, (connection) => complete(connection, asking, request));
  }

  async watchResource(uri: string, listener: () => void): Promise<Disposable> {
    const subject = `Watching ${uri.slice(0, 200)} of ${this.namespace}`;
    return this.#request({ subject, timeoutMs: this.#options.listTimeoutMs }, (connection) =>
      this.#watches.add(uri, listener, connection),
    );
  }

  onLog(listener: (message: UpstreamLog) => void): Disposable {
    return subscribe(this.#logListeners, listener);
  }

  onResourcesChanged(listener: () => void): Disposable {
    return subscribe(this.#resourceListeners, listener);
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
    this.#circuit[Symbol.dispose]();
    return this.#upstream.close();
  }

  async #list(method: ListMethod, signal?: AbortSignal): Promise<readonly unknown[]> {
    const request = { subject: `${method} of ${this.namespace}`, timeoutMs: this.#options.listTimeoutMs, signal };
    const { items } = await this.#request(request, (connection) => connection.list(method, signal));
    return items;
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

  /** Waits for a turn and makes the request, unless the circuit is open. */
  async #perform<T>({ subject, context }: Asking, work: (connection: Connection) => Promise<T>): Promise<T> {
    const { signal } = context;
    const request = { subject, timeoutMs: this.#options.callTimeoutMs, signal };
    const admit = (): void => this.#circuit.admit();
    const onEnd = (upstream: Failure["upstream"]): void => this.#circuit.settle(upstream);
    return this.#gate.run(() => this.#request({ ...request, admit, onEnd }, work), signal);
  }

  /** Makes a request, and settles what its failure says of the connection. */
  async #request<T>(request: PerformedRequest, work: (connection: Connection) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const connection = await this.#upstream.connected(request.signal);
      request.admit?.();
      try {
        const result = await work(connection);
        request.onEnd?.("answered");
        return result;
      } catch (error) {
        const failure = describeFailure(error, { ...request, hasSession: connection.hasSession });
        request.onEnd?.(failure.upstream);
        if (failure.connection === "doubtful") {
          void connection.verify();
        }
        if (failure.connection === "session-lost") {
          this.#upstream.replace(connection);
        }
        if (failure.connection === "unauthorized") {
          this.#upstream.refuse(connection, failure.error);
        }
        // A server that does not know the session refused the request unread: repeating it does nothing twice.
        if (failure.connection !== "session-lost" || attempt > 1) {
          // An upstream may quote in its errors what it was sent.
          redactError(failure.error, this.#redact);
          throw failure.error;
        }
      }
    }
  }
}

function configuredKind({ transport }: ResolvedOptions): "stdio" | "http" | "sse" {
  return transport.type === "stdio" || transport.type === "sse" ? transport.type : "http";
}

function subscribe<Told extends readonly unknown[]>(
  listeners: Set<(...told: Told) => void>,
  listener: (...told: Told) => void,
): Disposable {
  const own = (...told: Told): void => listener(...told);
  listeners.add(own);
  return { [Symbol.dispose]: () => void listeners.delete(own) };
}

function tell<Told extends readonly unknown[]>(listeners: ReadonlySet<(...told: Told) => void>, ...told: Told): void {
  for (const listener of listeners) {
    listener(...told);
  }
}
