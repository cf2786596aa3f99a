import { PosternError } from "@postern/core";
import type { CheckEngine, EngineAnswer } from "../check/check-engine.ts";
import { createCheckerWith } from "../check/script-checker.ts";
import type { ScriptChecker, ScriptCheckerOptions } from "../check/script-checker.ts";
import type { PrepareResult } from "../script/prepare-script.ts";
import { WorkerHost } from "./worker-host.ts";
import type { WorkerLimits } from "./worker-host.ts";

const DEFAULT_DEADLINE_MS = 2000;
const DEFAULT_MEMORY_LIMIT_BYTES = 256 * 1024 * 1024;

/** Options of `createScriptChecker` on Node. */
export interface WorkerCheckerOptions extends ScriptCheckerOptions {
  /**
   * Milliseconds that a check may take once it has begun. Default 2,000. A longer one is given up, the script runs
   * unchecked with a notice, and the thread is replaced.
   */
  readonly deadlineMs?: number;
  /**
   * Bytes that the thread's heap may take while it works. Default 256 MiB, of which the compiler takes 45; what it
   * does not need any more is given back when the thread has rested for five seconds. A check that needs more ends as one that takes too long.
   */
  readonly memoryLimitBytes?: number;
  /**
   * A folder, made if it is missing, that keeps compiled code from one start to the next: the thread is ready in two thirds
   * of the time. Only its owner may be able to write to it, since what lies there is run. Default none.
   */
  readonly compileCacheDirectory?: string;
}

/**
 * Makes a checker that runs TypeScript in a worker thread: a hostile script can hold up its own check, and nothing else. The
 * thread starts with `warm`, or with the first script.
 * @throws {PosternError} INVALID_OPTION - a limit that is no positive number
 */
export function createScriptChecker(options: WorkerCheckerOptions): ScriptChecker {
  const limits = {
    deadlineMs: positive("deadlineMs", options.deadlineMs ?? DEFAULT_DEADLINE_MS),
    memoryLimitBytes: positive("memoryLimitBytes", options.memoryLimitBytes ?? DEFAULT_MEMORY_LIMIT_BYTES),
    ...(options.compileCacheDirectory !== undefined && { compileCacheDirectory: options.compileCacheDirectory }),
  };
  return createCheckerWith(createWorkerEngine(limits), options);
}

function positive(name: string, value: number): number {
  if (!Number.isFinite(value) || value <= 0) {
    throw new PosternError("INVALID_OPTION", `${name} is ${value}; it must be a number greater than 0.`);
  }
  return value;
}

function createWorkerEngine(limits: WorkerLimits): CheckEngine {
  const host = new WorkerHost(limits);
  const reason = (status: "expired" | "crashed"): string =>
    status === "expired" ? `it took longer than ${limits.deadlineMs} ms` : "it needed too much memory or was ended";

  async function prepare(text: string): Promise<PrepareResult> {
    const answer = await host.ask({ kind: "prepare", text });
    if (answer.status === "answered" && answer.message.kind === "prepare") {
      return answer.message.result;
    }
    const status = answer.status === "expired" ? "expired" : "crashed";
    const message = `The script could not be read: ${reason(status)}. Make it shorter or less nested.`;
    return { status: "failed", error: { code: "SYNTAX", name: "SyntaxError", message } };
  }

  async function findProblems(request: Parameters<CheckEngine["findProblems"]>[0]): Promise<EngineAnswer> {
    const answer = await host.ask({ kind: "check", request });
    if (answer.status === "answered" && answer.message.kind === "check") {
      return answer.message.answer;
    }
    const status = answer.status === "expired" ? "expired" : "crashed";
    return { status: "skipped", notice: `The script was not type-checked: ${reason(status)}.` };
  }

  return { warm: () => host.warm(), prepare, findProblems, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}
