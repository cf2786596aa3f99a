import type { Budget } from "./budget.ts";
import type { FailureCode } from "./errors.ts";
import type { ScriptValue } from "./json.ts";

/**
 * A script made ready to run: JavaScript that is the body of an async function. Every token stands on the line and in the
 * column of the model's own text, `lineOffset` lines further down.
 */
export interface PreparedScript {
  readonly code: string;
  /** Lines that preparation put before the model's first one. Subtract it from a line in `code`. */
  readonly lineOffset: number;
}

/** A member of a namespace: the identifier scripts use, and the tool's own name, which works in brackets. */
export interface GuestMember {
  readonly identifier: string;
  readonly name: string;
}

/** A global object of the guest whose members are calls to the host. */
export interface GuestNamespace {
  /** The global's identifier. */
  readonly name: string;
  /** Stays the same array as long as the members do, so that a driver may cache by identity. */
  readonly members: readonly GuestMember[];
}

/** What a call names: the namespace's identifier, and the tool's own name. */
export interface CallPath {
  readonly namespace: string;
  readonly name: string;
}

/** How a call ended, as the script sees it: a value, or an error to throw. */
export type CallReply =
  | { readonly status: "ok"; readonly value: ScriptValue | undefined }
  | { readonly status: "error"; readonly error: CallFailure };

/** The error a script catches. It has no stack and no fields of the host's. */
export interface CallFailure {
  readonly name: string;
  readonly message: string;
  readonly code: string;
}

/** What the host offers a script. `call` is the only door out of a sandbox. */
export interface ScriptHost {
  readonly namespaces: readonly GuestNamespace[];
  /**
   * Makes a call. Never rejects: a failure is a reply. `args` are the script's arguments, already copied.
   * `signal` aborts when the execution ends before the call does.
   */
  call(path: CallPath, args: readonly ScriptValue[], signal: AbortSignal): Promise<CallReply>;
}

/** Options of one run. */
export interface RunOptions {
  readonly executionId: string;
  readonly budget: Budget;
  /** Ends the run with `ABORTED`. */
  readonly signal?: AbortSignal;
  /** Told of each log line as it is written. */
  readonly onLog?: (entry: LogEntry) => void;
  /** Told of the run's clock when the script starts, so that a call that waits for a person can stop it. */
  readonly onStart?: (clock: RunClock) => void;
}

/** The wall clock of one run. Its deadline is `budget.wallTimeMs`. */
export interface RunClock {
  /** Stops the clock until what it answers is disposed. Pauses nest. The guest's CPU time is counted on. */
  pause(): Disposable;
}

/** A console method's level. */
export type LogLevel = "debug" | "info" | "log" | "warn" | "error";

/** One line that a script logged. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly text: string;
}

/** What an execution used. Times in milliseconds, sizes in bytes of JSON. */
export interface Usage {
  readonly wallTimeMs: number;
  /** The guest's own computing. */
  readonly cpuTimeMs: number;
  /** Time in which at least one call was under way. */
  readonly callTimeMs: number;
  readonly calls: number;
  readonly argumentBytes: number;
  readonly callResultBytes: number;
  readonly resultBytes: number;
  readonly logBytes: number;
}

/** What went wrong in a script. `line` and `column` start at 1 and are those of the model's own text. */
export interface GuestError {
  readonly code: FailureCode;
  /** The error's class, such as `TypeError`; absent where no error object was thrown. */
  readonly name?: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  readonly cause?: { readonly name?: string; readonly message: string };
}

/** How a run ended. Logs are never lost. */
export type RunOutcome =
  | ({ readonly status: "completed"; readonly value: ScriptValue | undefined } & RunRecord)
  | ({ readonly status: "failed"; readonly error: GuestError } & RunRecord);

/** What every outcome carries. */
export interface RunRecord {
  readonly logs: readonly LogEntry[];
  readonly usage: Usage;
  /** Calls that were under way when the script ended, never awaited by it; they were aborted. */
  readonly unsettledCalls: readonly CallPath[];
}

/**
 * Where a guest runs: in the embedding process (`inline`), in a pooled child process (`process`), or in a child process
 * of its own that is never used again (`execution`).
 */
export type Isolation = "inline" | "process" | "execution";

/** What a driver enforces. What it does not is refused with `UNSUPPORTED`, never ignored. */
export interface SandboxCapabilities {
  readonly isolations: readonly Isolation[];
  /** `cpuTimeMs` is enforced apart from `wallTimeMs`. */
  readonly cpuLimit: boolean;
  /** `memoryLimitBytes` is enforced. */
  readonly memoryLimit: boolean;
  /** A guest that never yields is stopped, whatever it does. */
  readonly preemption: boolean;
  /**
   * Who watches a guest's memory from outside: the kernel (`cgroup`), the host every few milliseconds (`polling`), or
   * nobody beside the engine itself (`none`).
   */
  readonly memoryWatch?: "cgroup" | "polling" | "none";
}

/** What runs scripts: one engine behind one interface. Whoever made a sandbox disposes it. */
export interface Sandbox extends AsyncDisposable {
  /** `quickjs`, `isolated-vm`, `deno`, or a third party's. */
  readonly name: string;
  readonly contractVersion: 1;
  readonly capabilities: SandboxCapabilities;
  /** Starts what can be started before it is needed. Optional to call; safe to call twice. */
  warm(): Promise<void>;
  /**
   * Runs a script in a world of its own. What the script does wrong is in the outcome.
   * @throws {PosternError} DISPOSED, INVALID_OPTION, UNSUPPORTED, INTERNAL
   */
  run(script: PreparedScript, host: ScriptHost, options: RunOptions): Promise<RunOutcome>;
}
