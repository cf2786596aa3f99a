// A sandbox that is none: `node:vm` in the host's own process, as people write it at first. It exists to fail: a runner
// that does not see it fail is blind.
import { createContext, Script } from "node:vm";
import {
  type CallPath,
  type LogEntry,
  PosternError,
  type PreparedScript,
  type RunOptions,
  type RunOutcome,
  type Sandbox,
  type ScriptHost,
  type ScriptValue,
} from "@postern/core";

/** Makes the control driver. */
export function createControlSandbox(options: { readonly isolation?: string } = {}): Sandbox {
  if (options.isolation !== undefined && options.isolation !== "inline") {
    throw new PosternError("UNSUPPORTED", "The control driver runs inline only.");
  }
  return {
    name: "control",
    contractVersion: 1,
    capabilities: { isolations: ["inline"], cpuLimit: true, memoryLimit: true, preemption: true },
    warm: () => Promise.resolve(),
    run,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function run(script: PreparedScript, host: ScriptHost, options: RunOptions): Promise<RunOutcome> {
  const startedAt = performance.now();
  const logs: LogEntry[] = [];
  const controller = new AbortController();
  let calls = 0;
  const call = async (path: CallPath, args: readonly ScriptValue[]): Promise<unknown> => {
    calls += 1;
    if (calls > options.budget.maxCalls) {
      throw new Error("too many calls");
    }
    const reply = await host.call(path, args, controller.signal);
    if (reply.status === "error") {
      throw Object.assign(new Error(reply.error.message), { name: reply.error.name, code: reply.error.code });
    }
    return reply.value;
  };
  const write =
    (level: LogEntry["level"]) =>
    (...parts: readonly unknown[]) => {
      logs.push({ level, text: parts.map(String).join(" ") });
    };
  const levels = ["debug", "info", "log", "warn", "error"] as const;
  const world: Record<string, unknown> = {
    console: Object.fromEntries(levels.map((level) => [level, write(level)])),
    setTimeout,
    clearTimeout,
    URL,
    TextEncoder,
    structuredClone,
  };
  for (const { name: namespace, members } of host.namespaces) {
    world[namespace] = Object.fromEntries(
      members.map((member) => [
        member.identifier,
        (...args: ScriptValue[]) => call({ namespace, name: member.name }, args),
      ]),
    );
  }
  const record = (): Pick<RunOutcome, "logs" | "usage" | "unsettledCalls"> => ({
    logs,
    unsettledCalls: [],
    usage: {
      wallTimeMs: performance.now() - startedAt,
      cpuTimeMs: 0,
      callTimeMs: 0,
      calls,
      argumentBytes: 0,
      callResultBytes: 0,
      resultBytes: 0,
      logBytes: 0,
    },
  });
  try {
    const compiled = new Script(`(async () => {${script.code}\n})()`, { filename: "script" });
    const timeout = options.budget.wallTimeMs;
    const value: unknown = await withDeadline(compiled.runInContext(createContext(world), { timeout }), timeout);
    return { status: "completed", value: JSON.parse(JSON.stringify(value) ?? "null") as ScriptValue, ...record() };
  } catch (error) {
    const { message, name, code } = error as { message?: string; name?: string; code?: string };
    const isTimeout = code === "ERR_SCRIPT_EXECUTION_TIMEOUT" || message === "deadline";
    return {
      status: "failed",
      error: { code: isTimeout ? "TIMEOUT" : "SCRIPT", message: String(message), ...(name && { name }) },
      ...record(),
    };
  } finally {
    controller.abort();
  }
}

async function withDeadline(promise: unknown, ms: number): Promise<unknown> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => deadline.reject(new Error("deadline")), ms);
  try {
    return await Promise.race([promise, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}
