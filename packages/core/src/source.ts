import type { CallClient } from "./call-client.ts";
import type { Completion, CompletionRequest } from "./completion.ts";
import type { ToolResult } from "./content.ts";
import type { ElicitationAnswer, ElicitationRequest } from "./elicitation.ts";
import type { JsonObject, ScriptObject } from "./json.ts";
import type { Prompt, PromptResult, Resource, ResourceContents, ResourceTemplate } from "./resource.ts";
import type { Tool } from "./tool.ts";
import type { UpstreamLog, UpstreamLogReader } from "./upstream-log.ts";

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
  /** Answers what the upstream asks of the person. Without it, or when it fails, the upstream is told `cancel`. */
  readonly onElicitation?: (request: ElicitationRequest, signal: AbortSignal) => Promise<ElicitationAnswer>;
  /** Answers what the upstream asks of the client itself. Without it, such requests are refused. */
  readonly client?: CallClient;
  /** Reads what the upstream logs while it is at this call. Without it, nobody does. */
  readonly log?: UpstreamLogReader;
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
  /**
   * `open` after repeated failures of calls: until `retryAtMs`, calls are refused at once with `SOURCE_UNAVAILABLE`.
   * `half-open`: one call is let through to see. Absent when calls flow.
   */
  readonly circuit?: "open" | "half-open";
  /** What people should know of a source that works, such as tools that were refused, each with its reason. */
  readonly notices?: readonly string[];
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
  /**
   * Every resource, all pages. Absent where the kind of source has none; empty where this one has none.
   * @throws {PosternError} SOURCE_UNAVAILABLE, UNAUTHORIZED, CALL_TIMEOUT, UPSTREAM_ERROR
   */
  listResources?(signal?: AbortSignal): Promise<readonly Resource[]>;
  /** Every resource template, all pages. Throws as `listResources`. */
  listResourceTemplates?(signal?: AbortSignal): Promise<readonly ResourceTemplate[]>;
  /** Reads one resource. Throws as `callTool`. */
  readResource?(uri: string, context: CallContext): Promise<readonly ResourceContents[]>;
  /** Every prompt, all pages. Throws as `listResources`. */
  listPrompts?(signal?: AbortSignal): Promise<readonly Prompt[]>;
  /** Fills in one prompt. Throws as `callTool`. */
  getPrompt?(name: string, input: Readonly<Record<string, string>>, context: CallContext): Promise<PromptResult>;
  /** Tells when `listResources`, `listResourceTemplates` or `listPrompts` would answer something else. */
  onResourcesChanged?(listener: () => void): Disposable;
  /** What an argument of a prompt or a resource template may be. None where the source cannot tell. Throws as `callTool`. */
  complete?(request: CompletionRequest, context: CallContext): Promise<Completion>;
  /**
   * Tells when one resource may have changed, also after a gap in the connection, until it is disposed.
   * @throws {PosternError} UNSUPPORTED - the source cannot tell; SOURCE_UNAVAILABLE, UPSTREAM_ERROR
   */
  watchResource?(uri: string, listener: () => void): Promise<Disposable>;
  /** Tells what the source logs while it is at no call. */
  onLog?(listener: (message: UpstreamLog) => void): Disposable;
}
