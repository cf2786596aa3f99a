import type { PrepareResult, ReadyScript } from "@postern/codegen";
import type { Budget, Catalog, Sandbox } from "@postern/core";
import { inModelText, typeError, withFrame } from "./execution-error.ts";
import { type CheckMode, lowerBudget } from "./options.ts";
import type { ExecuteOptions, ExecuteReply, ExecuteRequest, ExecutionError } from "./runtime-types.ts";
import type { ScriptChecker, ScriptDiagnostic } from "./script-checker.ts";
import { createScriptHost, type PosternMember } from "./script-host.ts";
import { shapeReply, type ShapeOptions, type WholeOutcome } from "./shape/shape-reply.ts";
import type { ToolCaller } from "./tool-caller.ts";

/** What executions have in common. */
export interface Executor {
  readonly sandbox: Sandbox;
  readonly budget: Budget;
  readonly prepare: (text: string) => Promise<PrepareResult>;
  readonly checker: ScriptChecker | undefined;
  readonly checkMode: CheckMode;
  readonly caller: ToolCaller;
  readonly catalog: Catalog;
  readonly posternMembers: Readonly<Record<string, PosternMember>>;
  readonly keep: ShapeOptions["keep"];
  /** What to say of a failed script that names a source which is not there. */
  readonly unavailableIn: (code: string) => readonly string[];
}

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
  const run: Run = { executor, options, budget, executionId, code: request.code };
  const ended = await prepareAndRun(run);
  const isFailed = ended.end.status === "failed";
  const notices = isFailed ? [...ended.notices, ...executor.unavailableIn(request.code)] : ended.notices;
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
  const prepared = await executor.prepare(code);
  if (prepared.status === "failed") {
    return failedBefore(withFrame(prepared.error, code));
  }
  const diagnostics = await check(executor, prepared);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0 && executor.checkMode === "error") {
    return failedBefore(typeError(errors, code));
  }
  if (options.signal?.aborted === true) {
    return failedBefore({ code: "ABORTED", message: "The execution was aborted before it began." });
  }
  return runScript(run, prepared, diagnostics);
}

async function check(executor: Executor, script: ReadyScript): Promise<readonly ScriptDiagnostic[]> {
  if (executor.checker === undefined || executor.checkMode === "off") {
    return [];
  }
  return executor.checker.check(script, executor.catalog);
}

async function runScript(run: Run, prepared: ReadyScript, diagnostics: readonly ScriptDiagnostic[]): Promise<Ended> {
  const { executor, options, budget, executionId, code } = run;
  const host = createScriptHost({
    executionId,
    catalog: executor.catalog,
    caller: executor.caller,
    posternMembers: executor.posternMembers,
    meta: options.meta,
    onEvent: options.onProgress && ((event) => options.onProgress?.({ executionId, ...event })),
  });
  const outcome = await executor.sandbox.run(prepared.script, host, {
    executionId,
    budget,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const warnings = diagnostics.map(({ line, message }) => `Types, line ${line}: ${message}`);
  const unsettled = outcome.unsettledCalls.map(({ namespace, name }) => `${namespace}.${name}`);
  const notAwaited = unsettled.length === 0 ? [] : [`Never awaited, so aborted: ${unsettled.slice(0, 10).join(", ")}.`];
  const end: Ended["end"] =
    outcome.status === "completed"
      ? { status: "completed", value: outcome.value }
      : { status: "failed", error: withFrame(inModelText(outcome.error, prepared), code) };
  return { end, logs: outcome.logs, calls: host.records(), notices: [...warnings, ...notAwaited] };
}

function failedBefore(error: ExecutionError): Ended {
  return { end: { status: "failed", error }, logs: [], calls: [], notices: [] };
}
