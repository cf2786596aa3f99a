import { isPosternError, type JsonObject } from "@postern/core";
import type { CallAbout, ExecuteReply, ExecutionAbout, Interceptor, SearchReply } from "@postern/runtime";

/** An execution that begins. */
export interface ExecutionStart {
  readonly executionId: string;
  /** Whose it is. */
  readonly client: string;
  /** The trace it belongs to, where there is one. */
  readonly traceId?: string;
  readonly code: string;
}

/** How an execution ended. */
export interface ExecutionEnd extends ExecutionStart {
  /** `completed`, or the code of the failure. */
  readonly outcome: string;
  readonly ms: number;
  readonly calls: number;
  /** What the model was answered. */
  readonly text: string;
}

/** A call that is about to be made. */
export interface CallStart {
  /** Unique in this process. */
  readonly callId: number;
  /** The execution's, or one of its own for a call without a script. */
  readonly executionId: string;
  readonly client: string;
  readonly traceId?: string;
  readonly namespace: string;
  /** `github.list_issues`, or `resource` or `prompt`: nothing that a script wrote. */
  readonly target: string;
  /** The input: for a tool its argument, else what was asked for. */
  readonly input: unknown;
}

/** How a call ended. */
export interface CallEnd extends CallStart {
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  readonly ms: number;
  /** What came back, where anything did. */
  readonly answer?: unknown;
}

/** How a client's search ended. */
export interface SearchEnd {
  readonly client: string;
  /** As in {@link ExecutionStart}. */
  readonly traceId?: string;
  readonly query: string;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  readonly ms: number;
  /** What was answered, where anything was. */
  readonly reply?: SearchReply;
}

/** Somebody who watches executions, calls and searches. */
export interface Observer {
  /** Awaited; what it throws refuses the execution. */
  readonly executionStarted?: (start: ExecutionStart) => void | Promise<void>;
  readonly executionEnded?: (end: ExecutionEnd) => void;
  /** Awaited; what it throws refuses the call. */
  readonly callStarted?: (start: CallStart) => void | Promise<void>;
  readonly callEnded?: (end: CallEnd) => void;
  readonly searchEnded?: (end: SearchEnd) => void;
}

/** Tells observers of every execution, every call, and every search of a client. */
export function createObservingInterceptor(observers: readonly Observer[]): Interceptor {
  let lastCallId = 0;
  return {
    async execution(about, run) {
      const start = executionStart(about);
      for (const observer of observers) {
        await observer.executionStarted?.(start);
      }
      const { ms, end } = await timed(() => run());
      const reply = "value" in end ? end.value : undefined;
      const seen = { calls: reply?.calls.length ?? 0, text: reply?.text ?? "" };
      observers.forEach(({ executionEnded }) =>
        executionEnded?.({ ...start, ...seen, ms, outcome: reply ? outcomeOf(reply) : codeOf(end) }),
      );
      return settle(end);
    },
    async call(about, run) {
      lastCallId += 1;
      const start = callStart(about, lastCallId);
      for (const observer of observers) {
        await observer.callStarted?.(start);
      }
      const { ms, end } = await timed(() => run());
      const answered = "value" in end ? { outcome: "ok", answer: end.value } : { outcome: codeOf(end) };
      observers.forEach(({ callEnded }) => callEnded?.({ ...start, ms, ...answered }));
      return settle(end);
    },
    async search({ owner, request, meta }, run) {
      const { ms, end } = await timed(run);
      const answered = "value" in end ? { outcome: "ok", reply: end.value } : { outcome: codeOf(end) };
      const about = { client: owner, ...traceOf(meta), query: request.query };
      observers.forEach(({ searchEnded }) => searchEnded?.({ ...about, ms, ...answered }));
      return settle(end);
    },
  };
}

type End<Result> = { readonly value: Result } | { readonly error: unknown };

async function timed<Result>(work: () => Promise<Result>): Promise<{ readonly ms: number; readonly end: End<Result> }> {
  const startedAtMs = performance.now();
  const end = await work().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  return { ms: Math.round((performance.now() - startedAtMs) * 10) / 10, end };
}

function settle<Result>(end: End<Result>): Result {
  if ("value" in end) {
    return end.value;
  }
  throw end.error;
}

function outcomeOf(reply: ExecuteReply): string {
  return reply.status === "completed" ? "completed" : reply.error.code;
}

function codeOf(end: End<unknown>): string {
  return "error" in end && isPosternError(end.error) ? end.error.code : "INTERNAL";
}

function executionStart({ executionId, owner, code, meta }: ExecutionAbout): ExecutionStart {
  return { executionId, client: owner, code, ...traceOf(meta) };
}

function callStart({ executionId, owner, kind, path, tool, args, meta }: CallAbout, callId: number): CallStart {
  const [first, ...others] = args;
  return {
    callId,
    executionId,
    client: owner,
    ...traceOf(meta),
    namespace: tool?.namespace ?? (typeof first === "string" ? first : ""),
    target: kind === "tool" ? path : kind,
    input: kind === "tool" ? (first ?? {}) : others,
  };
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
function traceOf({ traceparent }: JsonObject): { readonly traceId?: string } {
  const traceId = typeof traceparent === "string" ? /^00-([0-9a-f]{32})-/u.exec(traceparent)?.[1] : undefined;
  return traceId === undefined ? {} : { traceId };
}
