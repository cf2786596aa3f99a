import { DEFAULT_BUDGET, PosternError } from "@postern/core";
import type { GuestError, Isolation, RunOutcome, Sandbox, SandboxCapabilities, Usage } from "@postern/core";
import type { ChannelProvider } from "./channel.ts";
import type { Engine } from "./engine.ts";
import { checkBudget } from "./host/check-budget.ts";
import { Execution } from "./host/execution.ts";
import { scriptLimitError } from "./host/messages.ts";
import { InlineProvider } from "./inline-provider.ts";
import type { GuestCommand, GuestCommandOptions } from "./pool/guest-process.ts";
import { ProcessPool } from "./pool/pool.ts";
import { ProcessWatch } from "./pool/watch.ts";

/** What a driver tells the kit about itself. */
export interface DriverDefinition {
  /** `quickjs`, `isolated-vm`, `deno`, or a third party's. */
  readonly name: string;
  readonly capabilities: SandboxCapabilities;
  /** How a process in which guests run is started; `nodeCommand` for an engine that is a Node module. */
  readonly command: (options: GuestCommandOptions) => GuestCommand;
  /** Executions that a process may serve at most, where the engine bounds it. */
  readonly maxExecutionsPerProcess?: number;
  /** Child processes kept ready beside the busy ones, where the caller does not say. Default 1. */
  readonly spareProcesses?: number;
  /** Starts the engine in this process. Present where `capabilities.isolations` has `inline`. */
  readonly startEngine?: () => Promise<Engine>;
}

/** Options that every driver takes. */
export interface SandboxOptions {
  /** Where guests run. Default `process`. */
  readonly isolation?: Isolation;
  /** Child processes at once; more executions wait. Default 16. */
  readonly maxProcesses?: number;
  /** Child processes kept ready beside the busy ones. Default 1; 3 for drivers that use each only once. */
  readonly spareProcesses?: number;
  /** Executions after which a child process is replaced. Default 1,000. */
  readonly maxExecutionsPerProcess?: number;
  /** Growth of a child process's resident memory after which it is replaced, in bytes. Default 64 MiB. */
  readonly maxGrowthBytes?: number;
  /** For what `budget.memoryLimitBytes` processes are prepared before the first execution. Default 128 MiB. */
  readonly memoryLimitBytes?: number;
}

const DEFAULT_MAX_PROCESSES = 16;
const DEFAULT_MAX_EXECUTIONS = 1000;
const DEFAULT_MAX_GROWTH_BYTES = 64 * 1024 * 1024;

/** Makes a sandbox of a driver's definition. */
export function createSandbox(definition: DriverDefinition, options: SandboxOptions = {}): Sandbox {
  const isolation = options.isolation ?? "process";
  if (!definition.capabilities.isolations.includes(isolation)) {
    const known = definition.capabilities.isolations.join(", ");
    throw new PosternError(
      "UNSUPPORTED",
      `Sandbox ${definition.name} has no isolation "${isolation}"; it has ${known}.`,
    );
  }
  const provider = createProvider(definition, { ...options, isolation });
  const running = new Set<Execution>();
  let isDisposed = false;
  return {
    name: definition.name,
    contractVersion: 1,
    capabilities: {
      ...definition.capabilities,
      memoryWatch: isolation === "inline" ? "none" : ProcessWatch.memoryWatch(),
    },
    warm: () => provider.warm(),
    run: async (script, host, runOptions) => {
      if (isDisposed) {
        throw new PosternError("DISPOSED", `Sandbox ${definition.name} was disposed.`);
      }
      checkBudget(runOptions.budget);
      const scriptBytes = Buffer.byteLength(script.code);
      if (scriptBytes > runOptions.budget.maxScriptBytes) {
        return refuseScript(scriptLimitError(scriptBytes, runOptions.budget));
      }
      const execution = new Execution(script, host, runOptions);
      running.add(execution);
      try {
        return await execution.run(provider);
      } finally {
        running.delete(execution);
      }
    },
    [Symbol.asyncDispose]: async () => {
      if (!isDisposed) {
        isDisposed = true;
        for (const execution of running) {
          execution.abort();
        }
        await provider[Symbol.asyncDispose]();
      }
    },
  };
}

function createProvider(definition: DriverDefinition, options: SandboxOptions): ChannelProvider {
  const memoryLimitBytes = options.memoryLimitBytes ?? DEFAULT_BUDGET.memoryLimitBytes;
  if (options.isolation === "inline" && definition.startEngine !== undefined) {
    return new InlineProvider({ startEngine: definition.startEngine, memoryLimitBytes });
  }
  const maxExecutions = Math.min(
    options.maxExecutionsPerProcess ?? DEFAULT_MAX_EXECUTIONS,
    definition.maxExecutionsPerProcess ?? Infinity,
  );
  return new ProcessPool({
    command: definition.command,
    maxProcesses: options.maxProcesses ?? DEFAULT_MAX_PROCESSES,
    spareProcesses: options.spareProcesses ?? definition.spareProcesses ?? 1,
    maxExecutionsPerProcess: options.isolation === "execution" ? 1 : maxExecutions,
    maxGrowthBytes: options.maxGrowthBytes ?? DEFAULT_MAX_GROWTH_BYTES,
    memoryLimitBytes,
  });
}

const NO_USAGE: Usage = {
  wallTimeMs: 0,
  cpuTimeMs: 0,
  callTimeMs: 0,
  calls: 0,
  argumentBytes: 0,
  callResultBytes: 0,
  resultBytes: 0,
  logBytes: 0,
};

function refuseScript(error: GuestError): RunOutcome {
  return { status: "failed", error, logs: [], usage: NO_USAGE, unsettledCalls: [] };
}
