import type { JsonValue, LogEntry, ScriptValue } from "@postern/core";
import type { CallRecord, ExecuteReply, ExecutionError } from "../runtime-types.ts";
import { fitCalls, fitLogs } from "./fit-records.ts";
import { fitValue } from "./fit-value.ts";
import { renderReply } from "./render-reply.ts";
import { takeOutContent } from "./take-out-content.ts";

/** An execution's end as it happened, whole. */
export interface WholeOutcome {
  readonly executionId: string;
  readonly end:
    | { readonly status: "completed"; readonly value: ScriptValue | undefined }
    | { readonly status: "failed"; readonly error: ExecutionError };
  readonly logs: readonly LogEntry[];
  readonly calls: readonly CallRecord[];
  readonly notices: readonly string[];
}

/** Options of {@link shapeReply}. */
export interface ShapeOptions {
  readonly maxResultChars: number;
  /** Keeps a value that does not fit and answers its handle, if it can be kept. */
  readonly keep: (value: ScriptValue, hasBytes: boolean) => Promise<string | undefined>;
}

/** Shares of the room that calls, logs and an error's message may take; the value has what they leave. */
const CALLS_SHARE = 0.25;
const LOGS_SHARE = 0.35;
const ERROR_SHARE = 0.3;
const FRAME_SHARE = 0.1;
/** For names of fields, the execution's id, and notices of what was cut. */
const FIXED_CHARS = 400;

/** Cuts an outcome to what a model is shown. */
export async function shapeReply(outcome: WholeOutcome, options: ShapeOptions): Promise<ExecuteReply> {
  const notices = outcome.notices.map((notice) => cut(notice, options.maxResultChars / 10));
  const spoken = notices.reduce((sum, notice) => sum + JSON.stringify(notice).length + 1, 0);
  const room = Math.max(0, options.maxResultChars - FIXED_CHARS - spoken);
  const calls = fitCalls(outcome.calls, room * CALLS_SHARE);
  const logs = fitLogs(outcome.logs, room * LOGS_SHARE);
  const record = { executionId: outcome.executionId, logs: logs.lines, calls: calls.lines };
  const said = [...notices, ...[calls.notice, logs.notice].filter((notice) => notice !== undefined)];
  if (outcome.end.status === "failed") {
    const failed = {
      status: "failed",
      error: cutError(outcome.end.error, room),
      ...record,
      notices: said,
      content: [],
    } as const;
    return { ...failed, text: renderReply(failed) };
  }
  const used = JSON.stringify([calls.lines, logs.lines]).length;
  const shaped = await shapeValue(outcome.end.value, { ...options, room: Math.max(0, room - used) });
  const completed = {
    status: "completed",
    ...(shaped.value === undefined ? {} : { value: shaped.value }),
    ...(shaped.handle === undefined ? {} : { handle: shaped.handle }),
    ...record,
    notices: [...shaped.notices, ...said],
    content: shaped.content,
  } as const;
  return { ...completed, text: renderReply(completed) };
}

interface ShapedValue {
  readonly value: JsonValue | undefined;
  readonly handle: string | undefined;
  readonly notices: readonly string[];
  readonly content: ReturnType<typeof takeOutContent>["content"];
}

async function shapeValue(
  whole: ScriptValue | undefined,
  { room, keep }: ShapeOptions & { readonly room: number },
): Promise<ShapedValue> {
  const { value, content, hasBytes, hasHiddenBytes } = takeOutContent(whole);
  if (whole === undefined || value === undefined) {
    return { value, handle: undefined, notices: ["The script returned nothing; `return` a value to see it."], content };
  }
  const fitted = fitValue(value, room);
  if (fitted.cuts.length === 0 && !hasHiddenBytes) {
    return { value: fitted.value, handle: undefined, notices: [], content };
  }
  const handle = await keep(whole, hasBytes);
  const cuts = fitted.cuts.length > 0 ? `Cut to fit: ${fitted.cuts.join("; ")}.` : "Bytes are not shown.";
  const rest =
    handle === undefined
      ? "It is too large to be kept; return less of it."
      : `A later script can read all of it: await postern.result("${handle}").`;
  return { value: fitted.value, handle, notices: [`${cuts} ${rest}`], content };
}

function cutError(error: ExecutionError, room: number): ExecutionError {
  const { frame } = error;
  return {
    ...error,
    message: cut(error.message, room * ERROR_SHARE),
    ...(frame === undefined ? {} : { frame: cut(frame, room * FRAME_SHARE) }),
  };
}

function cut(text: string, maxChars: number): string {
  const end = Math.max(80, Math.floor(maxChars));
  return text.length > end ? `${text.slice(0, end)} … [${text.length} characters]` : text;
}
