import type { GuestNamespace, RunOutcome, Sandbox, ScriptHost, ScriptValue } from "@postern/core";

const AsyncFunction = (async () => undefined).constructor as new (
  ...parameters: string[]
) => (...values: unknown[]) => Promise<ScriptValue | undefined>;

const NO_USAGE = {
  wallTimeMs: 0,
  cpuTimeMs: 0,
  callTimeMs: 0,
  calls: 0,
  argumentBytes: 0,
  callResultBytes: 0,
  resultBytes: 0,
  logBytes: 0,
};

/** Runs scripts in this process without any isolation: enough of the contract to see what the runtime does around it. */
export function createPlainSandbox(): Sandbox {
  return {
    name: "plain",
    contractVersion: 1,
    capabilities: { isolations: ["inline"], cpuLimit: false, memoryLimit: false, preemption: false },
    warm: async () => undefined,
    async run(script, host, { signal }): Promise<RunOutcome> {
      const logs: { readonly level: "log"; readonly text: string }[] = [];
      const guestConsole = { log: (...values: unknown[]) => logs.push({ level: "log", text: values.join(" ") }) };
      const names = host.namespaces.map(({ name }) => name);
      const run = new AsyncFunction("console", ...names, script.code);
      const ended = new AbortController();
      const calls = AbortSignal.any([ended.signal, ...(signal === undefined ? [] : [signal])]);
      const record = { logs, usage: NO_USAGE, unsettledCalls: [] };
      try {
        const value = await run(guestConsole, ...host.namespaces.map((namespace) => members(namespace, host, calls)));
        return { status: "completed", value, ...record };
      } catch (error) {
        const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
        return {
          status: "failed",
          error: { code: signal?.aborted ? "ABORTED" : "SCRIPT", name, message, line: 1, column: 1 },
          ...record,
        };
      } finally {
        ended.abort();
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

function members(namespace: GuestNamespace, host: ScriptHost, signal: AbortSignal): unknown {
  const functions = namespace.members.map(({ identifier, name }) => {
    const call = async (...args: ScriptValue[]): Promise<ScriptValue | undefined> => {
      const reply = await host.call({ namespace: namespace.name, name }, args, signal);
      if (reply.status === "ok") {
        return reply.value;
      }
      throw Object.assign(new Error(reply.error.message), { name: reply.error.name, code: reply.error.code });
    };
    return [identifier, call] as const;
  });
  return Object.fromEntries(functions);
}
