import { type CheckReport, formatReport, type ReadyScript, type ScriptChecker } from "@postern/codegen";
import type { Budget, Catalog, Sandbox } from "@postern/core";
import { eitherSignal } from "./abortable.ts";
import { inModelText, typeError, withFrame } from "./execution-error.ts";
import { lowerBudget } from "./options.ts";
import type { Interception } from "./interceptors.ts";
import type { ExecuteOptions, ExecuteReply, ExecuteRequest, ExecutionError } from "./runtime-types.ts";
import { createScriptHost, type PosternMember } from "./script-host.ts";
import { shapeReply, type ShapeOptions, type WholeOutcome } from "./shape/shape-reply.ts";
import type { ToolCaller } from "./tool-caller.ts";

/** What executions have in common. */
export interface Executor {
  readonly sandbox: Sandbox;
  readonly budget: Budget;
  readonly checker: ScriptChecker;
  readonly caller: ToolCaller;
  readonly interception: Interception;
  readonly owner: string;
  readonly catalog: Catalog;
  readonly posternMembers: Readonly<Record<string, PosternMember>>;
  readonly keep: ShapeOptions["keep"];
  /** Aborted when the runtime is disposed, which ends the execution. */
  readonly disposal: AbortSignal;
  /** What to say of a failed script that names a source which is not there. */
  readonly unavailableIn: (code: string) => readonly string[];
}

const STOPPED =
  "Postern is shutting down. The calls that ended are not undone; those under way may or may not have happened.";

type Ended = Omit<WholeOutcome, "executionId">;

/** Prepares, checks and runs a script, and cuts what came of it to what a model is shown. */
export async function executeScript(
  executor: Executor,
  request: ExecuteRequest,
  options: ExecuteOptions,
): Promise<ExecuteReply> {
  const executionId = crypto.randomUUID();
  const lower = request.timeoutMs === undefined ? {} : { wallTimeMs: request.timeoutMs };
  const budget = lowerBudget(lowerBudget(executor.budget, options.budget ?? {}), lower);
  const { code } = request;
  const signal = eitherSignal(executor.disposal, options.signal);
  const about = { executionId, owner: executor.owner, code, meta: options.meta ?? {} };
  return executor.interception.execution(about, (meta) =>
    finish({ executor, options: { ...options, meta, signal }, budget, executionId, code }),
  );
}

async function finish(run: Run): Promise<ExecuteReply> {
  const { executor, budget, executionId, code } = run;
  const ended = await prepareAndRun(run);
  const isFailed = ended.end.status === "failed";
  const stopped = executor.disposal.aborted ? [STOPPED] : [];
  const notices = isFailed ? [...ended.notices, ...executor.unavailableIn(code), ...stopped] : ended.notices;
  return shapeReply({ ...ended, notices, executionId }, { maxResultChars: budget.maxResultChars, keep: executor.keep });
}

interface Run {
  readonly executor: Executor;
  readonly options: ExecuteOptions;
  readonly budget: Budget;
  readonly executionId: string;
  readonly code: string;
}

async function prepareAndRun(run: Run): Promise<Ended> {
  const { executor, budget, code, options } = run;
  const bytes = new TextEncoder().encode(code).length;
  if (bytes > budget.maxScriptBytes) {
    const message = `The script has ${bytes} bytes; at most ${budget.maxScriptBytes} are taken (budget.maxScriptBytes). Make it shorter.`;
    return failedBefore({ code: "SYNTAX", message });
  }
  const prepared = await executor.checker.prepare(code);
  if (prepared.status === "failed") {
    return failedBefore(withFrame(prepared.error, code));
  }
  const report = await executor.checker.check(prepared, executor.catalog);
  if (report.status === "failed") {
    return failedBefore(typeError(report));
  }
  if (options.signal?.aborted === true) {
    return failedBefore({ code: "ABORTED", message: "The execution was aborted before it began." });
  }
  return runScript(run, prepared, checkNotices(report));
}

/** What the types say besides, where it does not stop the script. */
function checkNotices(report: CheckReport): readonly string[] {
  const found = formatReport(report);
  return [found === "" ? "" : `The types say:\n${found}`, report.notice ?? ""].filter((notice) => notice !== "");
}

async function runScript(run: Run, prepared: ReadyScript, notices: readonly string[]): Promise<Ended> {
  const { executor, options, budget, executionId, code } = run;
  const host = createScriptHost({
    executionId,
    owner: executor.owner,
    catalog: executor.catalog,
    interception: executor.interception,
    caller: executor.caller,
    posternMembers: executor.posternMembers,
    meta: options.meta,
    onElicitation: options.onElicitation,
    onEvent: options.onProgress && ((event) => options.onProgress?.({ executionId, ...event })),
  });
  const outcome = await executor.sandbox.run(prepared.script, host, {
    executionId,
    budget,
    onStart: (clock) => host.onStart(clock),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const unsettled = outcome.unsettledCalls.map(({ namespace, name }) => `${namespace}.${name}`);
  const notAwaited = unsettled.length === 0 ? [] : [`Never awaited, so aborted: ${unsettled.slice(0, 10).join(", ")}.`];
  const end: Ended["end"] =
    outcome.status === "completed"
      ? { status: "completed", value: outcome.value }
      : { status: "failed", error: withFrame(inModelText(outcome.error, prepared), code) };
  return { end, logs: outcome.logs, calls: host.records(), notices: [...notices, ...notAwaited] };
}

function failedBefore(error: ExecutionError): Ended {
  return { end: { status: "failed", error }, logs: [], calls: [], notices: [] };
}
