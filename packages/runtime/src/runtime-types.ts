import type {
  Budget,
  CallClient,
  Catalog,
  CatalogTool,
  ContentBlock,
  ElicitationAnswer,
  ElicitationRequest,
  FailureCode,
  JsonObject,
  JsonValue,
  LogEntry,
  ScriptValue,
  SourceStatus,
  ToolResult,
  UpstreamLogReader,
} from "@postern/core";
import type { OfferAccess } from "./offer-types.ts";

/** How much `search` and `describe` say of a tool: its name, its signature, or its declarations with every type. */
export type Detail = "brief" | "signature" | "full";

/** What to look for. */
export interface SearchRequest {
  /** What is to be done, in words, or a tool's name. Empty: the namespaces with their tool counts. */
  readonly query: string;
  /** Only this namespace. */
  readonly namespace?: string;
  /** Results to show. Default 5, from 1 to 50. */
  readonly limit?: number;
  /** Default `signature`. */
  readonly detail?: Detail;
}

/** One tool found. */
export interface SearchResult {
  /** The namespace's identifier inside scripts. */
  readonly namespace: string;
  /** The tool's name as its source knows it. */
  readonly name: string;
  /** How a script calls it: `github.list_issues(input)`. */
  readonly expression: string;
  /** One line. */
  readonly description: string;
  /** The compact signature, or at full detail the declarations with the types they need. Absent at `brief`. */
  readonly signature?: string;
}

/** What was found, best first. */
export interface SearchReply {
  /** How many tools match, shown or not; for an empty query, how many there are. */
  readonly total: number;
  readonly results: readonly SearchResult[];
  /** What to do next: how many are shown, what to try where nothing was found, which sources are unavailable. */
  readonly hint?: string;
}

/** A script to run. */
export interface ExecuteRequest {
  /** TypeScript or JavaScript, in any of the shapes models write. */
  readonly code: string;
  /** Milliseconds. Lowers `budget.wallTimeMs`, never raises it. */
  readonly timeoutMs?: number;
}

/** What comes with an execution. */
export interface ExecuteOptions {
  /** Ends the execution with `ABORTED`. */
  readonly signal?: AbortSignal;
  /** Told when a call starts, reports progress or ends. */
  readonly onProgress?: (progress: ExecutionProgress) => void;
  /** Limits below the runtime's own. What is higher counts as the runtime's. */
  readonly budget?: Partial<Budget>;
  /** Protocol metadata passed on with every call, such as W3C trace context. */
  readonly meta?: JsonObject;
  /** Asks the person for upstreams. Without it they are told `cancel`. */
  readonly onElicitation?: ElicitationHandler;
}

/** Answers what an upstream asks of the person while a call is under way. The execution's clock stands still meanwhile. */
export type ElicitationHandler = (
  request: ElicitationRequest,
  about: { readonly path: string; readonly signal: AbortSignal },
) => Promise<ElicitationAnswer>;

/** Where an execution stands. `completedCalls` never goes down. */
export interface ExecutionProgress {
  readonly executionId: string;
  readonly startedCalls: number;
  readonly completedCalls: number;
  /** What just happened: `github.list_issues ok, 12 ms`. */
  readonly message: string;
}

/** How a call of a script ended. `aborted`: the execution ended first. */
export type CallStatus = "ok" | "error" | "aborted";

/** One call that a script made, or several alike in a row where there were very many. */
export interface CallRecord {
  /** `github.list_issues` */
  readonly path: string;
  /** Milliseconds, waiting for the upstream included; of several calls, the sum. */
  readonly ms: number;
  readonly status: CallStatus;
  /** The code of the error that the script caught or did not. */
  readonly code?: string;
  /** How many calls this line stands for, where it is more than one. */
  readonly count?: number;
}

/** What went wrong in a script, in lines and columns of the model's own text. */
export interface ExecutionError {
  readonly code: FailureCode;
  /** The error's class, such as `TypeError`, where one was thrown. */
  readonly name?: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  /** The lines around the position, with a marker under the column. */
  readonly frame?: string;
}

/** What every answer of `execute` carries. */
export interface ExecutionRecord {
  readonly executionId: string;
  readonly logs: readonly LogEntry[];
  /** Every tool call, in the order in which they began. */
  readonly calls: readonly CallRecord[];
  /** What the model should know besides: what was cut and where the rest is, type warnings, calls never awaited. */
  readonly notices: readonly string[];
  /** Images, sounds and resources of the script's value; `value` has a placeholder in each one's place. */
  readonly content: readonly ContentBlock[];
  /** All of this as compact text for a model, within `budget.maxResultChars`. */
  readonly text: string;
}

/** How an execution ended, cut to what a model is shown. */
export type ExecuteReply =
  | ({
      readonly status: "completed";
      /** Absent where the script returned nothing. */
      readonly value?: JsonValue;
      /** Where the whole value is kept, if `value` had to be cut: `postern.result(handle)` reads it. */
      readonly handle?: string;
    } & ExecutionRecord)
  | ({ readonly status: "failed"; readonly error: ExecutionError } & ExecutionRecord);

/** What one tool answered: the value a script would see, and the source's own answer. */
export interface CallAnswer {
  readonly value: ScriptValue | undefined;
  readonly result: ToolResult;
}

/** What comes with a single call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: {
    readonly progress: number;
    readonly total?: number;
    readonly message?: string;
  }) => void;
  readonly meta?: JsonObject;
  /** As in {@link ExecuteOptions}. */
  readonly onElicitation?: ElicitationHandler;
  /** Answers what the upstream asks of the client itself. Without it, such requests are refused. */
  readonly client?: CallClient;
  /** Reads what the upstream logs meanwhile. Without it, nobody does. */
  readonly log?: UpstreamLogReader;
}

/** One source as `postern sources` shows it. */
export interface SourceReport extends SourceStatus {
  /** The identifier inside scripts. */
  readonly namespace: string;
  /** The source's own namespace, as configured. */
  readonly sourceNamespace: string;
  readonly toolCount: number;
}

/** Another face of a tool, for one client. What is absent stays as it is. */
export interface ToolFace {
  /** The identifier inside scripts. Not used where it is none, or another tool of the namespace has that name. */
  readonly identifier?: string | undefined;
  readonly description?: string | undefined;
}

/** What a client is allowed to see. */
export interface ViewOptions {
  /** Whether this client may know of a namespace, by its identifier. Default: of every one. */
  readonly allowsNamespace?: (namespace: string) => boolean;
  /** Whether this client may see and call a tool. Default: every tool. Asked once per tool and version of its namespace. */
  readonly allowsTool?: (tool: CatalogTool) => boolean;
  /**
   * Gives tools another face for this client. The tool's own name still works in brackets. Default: none. Asked as often as
   * `allowsTool`.
   */
  readonly faceOf?: (tool: CatalogTool) => ToolFace | undefined;
  /**
   * Whether this client may find and read what a source offers besides tools. Default: where `allowsTool` is not set, every
   * namespace that it may know of; none otherwise.
   */
  readonly allowsResources?: (namespace: string) => boolean;
  /** Who keeps results under handles; other owners cannot read them. Any text. Default: the runtime's own. */
  readonly owner?: string;
}

/** Options of `search`. */
export interface SearchOptions {
  /** Protocol metadata of the request, such as trace context: for interceptors. */
  readonly meta?: JsonObject;
}

/** Search and execute over a catalog of tools. */
export interface ToolRuntime {
  /** The tools as they are now. A new object whenever one changes. */
  readonly catalog: Catalog;
  /** Finds tools. @throws {PosternError} INVALID_OPTION - a limit out of range */
  search(request: SearchRequest, options?: SearchOptions): Promise<SearchReply>;
  /**
   * Runs a script. What the script does wrong is in the reply.
   * @throws {PosternError} INVALID_OPTION - a time out of range; DISPOSED; INTERNAL
   */
  execute(request: ExecuteRequest, options?: ExecuteOptions): Promise<ExecuteReply>;
  /**
   * The declarations of namespaces and tools, each by its path: `github`, `github.list_issues`. None: all of them.
   * @throws {PosternError} UNKNOWN_TOOL - with the nearest names
   */
  describe(paths: readonly string[], detail?: Detail): Promise<string>;
  /**
   * Calls one tool without a script, its input validated as in one.
   * @throws {PosternError} UNKNOWN_TOOL, INVALID_INPUT, TOOL_ERROR, and what the source throws
   */
  call(path: string, input: ScriptValue, options?: CallOptions): Promise<CallAnswer>;
  /** What the sources that may be read from here offer besides tools. */
  readonly offers: OfferAccess;
  /** Every source whose namespace can be seen here. */
  sources(): readonly SourceReport[];
  /** Tells of every new catalog. */
  onCatalogChanged(listener: (catalog: Catalog) => void): Disposable;
}

/** What to wait for. */
export interface ReadyOptions {
  /** Namespaces, as scripts write them. Default: every one. */
  readonly namespaces?: readonly string[];
  /** Milliseconds since the runtime was made. Default `readyTimeoutMs`. */
  readonly withinMs?: number;
}

/**
 * The runtime of a gateway. Whoever made it disposes it, which ends what is under way with `ABORTED`; sources and sandbox are
 * disposed by whoever made those.
 */
export interface Runtime extends ToolRuntime, AsyncDisposable {
  /** When each source that is waited for has answered or failed, or the time is over. Never rejects. */
  ready(options?: ReadyOptions): Promise<void>;
  /** The same runtime as one client may see it. Cheap: views share everything but the index of a narrowed catalog. */
  view(options: ViewOptions): ToolRuntime;
}
