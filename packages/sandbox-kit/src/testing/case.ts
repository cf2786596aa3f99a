import type { Budget, FailureCode, GuestNamespace, LogEntry, PosternErrorCode, ScriptValue } from "@postern/core";

/** What a text must be: exactly this, or hold each of `contains` and none of `excludes`. */
export type TextMatch = string | { readonly contains?: readonly string[]; readonly excludes?: readonly string[] };

/** What a case asks of the host's side, whichever way the script ended. Absent means: not looked at. */
export interface SideExpectation {
  /** Every log entry, in order. */
  readonly logs?: readonly { readonly level?: LogEntry["level"]; readonly text: TextMatch }[];
  /** At least these log texts occur, in any order. */
  readonly someLogs?: readonly TextMatch[];
  /** Names of the tools called, in the order in which the host saw them. */
  readonly calls?: readonly string[];
  /** How many calls the host saw. */
  readonly callCount?: number;
  /** The most calls that were under way at once. */
  readonly mostCallsAtOnce?: number;
  /** Names of the calls whose signal fired, in any order. */
  readonly abortedCalls?: readonly string[];
  /** `namespace.name` of the calls reported as never settled, in any order. */
  readonly unsettledCalls?: readonly string[];
  /** No text of this kind may occur in the outcome. */
  readonly leaksNone?: readonly string[];
  /** Fields of `usage` that must be exactly this. */
  readonly usage?: Readonly<Record<string, number>>;
}

/** The script completed with this value, compared deeply. */
export interface CompletedExpectation extends SideExpectation {
  readonly status: "completed";
  readonly value: ScriptValue | undefined;
}

/** The script failed like this. A field that is absent is not looked at; `null` means: must be absent. */
export interface FailedExpectation extends SideExpectation {
  readonly status: "failed";
  readonly code: FailureCode;
  readonly name?: string | null;
  readonly message?: TextMatch;
  readonly line?: number | null;
  readonly column?: number | null;
  readonly cause?: { readonly name?: string; readonly message: TextMatch } | null;
}

/** `run` rejected with this `PosternError`. */
export interface RefusedExpectation {
  readonly status: "refused";
  readonly code: PosternErrorCode;
  readonly message?: TextMatch;
}

/** Any of these is right: for what the contract leaves open. */
export interface AnyExpectation {
  readonly status: "any";
  readonly of: readonly Expectation[];
}

/** How an execution must end. */
export type Expectation = CompletedExpectation | FailedExpectation | RefusedExpectation | AnyExpectation;

/** When the caller aborts: before the run, or `afterMs` (default 0) after the host saw a call of that tool. */
export type AbortMoment = "before" | { readonly onCall: string; readonly afterMs?: number };

/** What a driver must be able to do for a case to apply. Where it cannot, it must refuse instead. */
export type Need = "cpuLimit" | "memoryLimit" | "preemption";

/** One execution, and how it must end. */
export interface Step {
  /** The body of an async function. */
  readonly script: string;
  /** Lines that a preparation would have put before the model's first. Default 0. */
  readonly lineOffset?: number;
  /** Replaces fields of the suite's budget. */
  readonly budget?: Partial<Budget>;
  /** Default: the namespaces `tools` and `github` of the test host. */
  readonly namespaces?: readonly GuestNamespace[];
  readonly abort?: AbortMoment;
  /** How many times the step runs, one after another. Default 1; each run is judged. */
  readonly repeat?: number;
  /** The longest that the host's event loop may be held, in milliseconds; the best of three tries counts. */
  readonly maxLoopGapMs?: number;
  /** The longest from the abort to the outcome, in milliseconds; the best of three tries counts. */
  readonly maxAbortMs?: number;
  readonly expect: Expectation;
}

/** A named exception: why an engine cannot, and what it does instead. */
export interface EngineException {
  readonly reason: string;
  readonly expect: Expectation;
}

/** One sentence about running a script, as data. */
export interface ConformanceCase extends Step {
  /** `area.what`, unique and stable. */
  readonly id: string;
  readonly title: string;
  readonly needs?: readonly Need[];
  /** `fresh`: on a sandbox of its own, disposed afterwards. Default: one that other cases use too. */
  readonly subject?: "fresh";
  /** Executions that run on the same sandbox at the same time. */
  readonly beside?: readonly Step[];
  /** Executions that follow on the same sandbox. */
  readonly followedBy?: readonly Step[];
  /** By the sandbox's name. */
  readonly engines?: Readonly<Record<string, EngineException>>;
}

/** Expects completion with `value`. */
export function returns(value: ScriptValue | undefined, side: SideExpectation = {}): CompletedExpectation {
  return { status: "completed", value, ...side };
}

/** Expects failure with `code`. */
export function fails(code: FailureCode, error: Omit<FailedExpectation, "status" | "code"> = {}): FailedExpectation {
  return { status: "failed", code, ...error };
}

/** Expects any of several ends. */
export function anyOf(...of: readonly Expectation[]): AnyExpectation {
  return { status: "any", of };
}
