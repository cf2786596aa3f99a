import type { ToolResult } from "./content.ts";
import type { JsonObject, ScriptObject } from "./json.ts";
import type { Tool } from "./tool.ts";

/** Progress of a call, as the upstream reports it. */
export interface CallProgress {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

/** What comes with a call. */
export interface CallContext {
  /** Aborted when the execution ends, the client cancels, or the call's own time is over. */
  readonly signal: AbortSignal;
  /** The execution the call belongs to. */
  readonly executionId: string;
  /** Told of progress, when the upstream reports any. */
  readonly onProgress?: (progress: CallProgress) => void;
  /** Protocol metadata passed on to the upstream, such as W3C trace context. */
  readonly meta?: JsonObject;
  /** The script's second argument, where it gave one: how to call, such as `{ response: true }`. Checked by the source. */
  readonly options?: ScriptObject;
}

/**
 * Where a source stands: `idle` (never asked), `connecting`, `ready`, `failed` (it is retried), `unauthorized` (a person
 * has to log in), `closed`.
 */
export type SourceState = "idle" | "connecting" | "ready" | "failed" | "unauthorized" | "closed";

/** A source's state for people: `postern sources` prints it. Contains no secret. */
export interface SourceStatus {
  readonly state: SourceState;
  /** `stdio`, `http`, `sse`, `openapi`, `in-process`. */
  readonly transport: string;
  /** Why the source is not ready, with the upstream's last lines on stderr where there are any. */
  readonly lastError?: string;
  /** When the next attempt starts, in milliseconds since the epoch. */
  readonly retryAtMs?: number;
}

/** Where tools come from. Whoever made a source disposes it. */
export interface Source extends AsyncDisposable {
  /** The source's name inside scripts, before identifier rules are applied. Unique in a catalog. */
  readonly namespace: string;
  readonly status: SourceStatus;
  /**
   * Every tool, all pages. Connects first if needed.
   * @throws {PosternError} SOURCE_UNAVAILABLE - when the upstream cannot be reached; the source keeps retrying on its own.
   */
  listTools(signal?: AbortSignal): Promise<readonly Tool[]>;
  /**
   * Calls one tool by its own name. The input was validated already. `ToolResult.isError` is a tool's own failure.
   * @throws {PosternError} SOURCE_UNAVAILABLE, CALL_TIMEOUT, UNKNOWN_OUTCOME, ABORTED
   */
  callTool(name: string, input: ScriptObject, context: CallContext): Promise<ToolResult>;
  /** Tells when `listTools` would answer something else, also after a loss or a recovery. */
  onToolsChanged(listener: () => void): Disposable;
}
