import { PosternError } from "@postern/core";
import type { GuestError, Isolation, RunOutcome, Sandbox, SandboxCapabilities, Usage } from "@postern/core";
import type { ChannelProvider } from "./channel.ts";
import type { Engine } from "./engine.ts";
import { Execution } from "./host/execution.ts";
import { scriptLimitError } from "./host/messages.ts";
import { createInlineProvider } from "./inline-provider.ts";

/** What a driver tells the kit about itself. */
export interface DriverDefinition {
  /** `quickjs`, `isolated-vm`, `deno`, or a third party's. */
  readonly name: string;
  readonly capabilities: SandboxCapabilities;
  /** The engine's module, for child processes. Exports `createEngine`; see `EngineModule`. */
  readonly engineUrl: URL;
  /** Starts the engine in this process, for `inline`. */
  readonly startEngine: () => Promise<Engine>;
}

/** Options that every driver takes. */
export interface SandboxOptions {
  /** Where guests run. Default `process`. */
  readonly isolation?: Isolation;
}

/** Makes a sandbox of a driver's definition. */
export function createSandbox(definition: DriverDefinition, options: SandboxOptions = {}): Sandbox {
  const isolation = options.isolation ?? "process";
  if (!definition.capabilities.isolations.includes(isolation)) {
    throw new PosternError("UNSUPPORTED", `Sandbox ${definition.name} has no isolation "${isolation}".`);
  }
  const provider: ChannelProvider = createInlineProvider(definition.startEngine);
  let isDisposed = false;
  return {
    name: definition.name,
    contractVersion: 1,
    capabilities: definition.capabilities,
    warm: () => provider.warm(),
    run: async (script, host, runOptions) => {
      if (isDisposed) {
        throw new PosternError("DISPOSED", `Sandbox ${definition.name} was disposed.`);
      }
      const scriptBytes = Buffer.byteLength(script.code);
      if (scriptBytes > runOptions.budget.maxScriptBytes) {
        return refuseScript(scriptLimitError(scriptBytes, runOptions.budget));
      }
      return new Execution(script, host, runOptions).run(provider);
    },
    [Symbol.asyncDispose]: async () => {
      isDisposed = true;
      await provider[Symbol.asyncDispose]();
    },
  };
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
