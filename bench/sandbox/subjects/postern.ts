import { DEFAULT_BUDGET } from "../../../packages/core/src/index.ts";
import type { CallReply, GuestNamespace, Isolation, Sandbox, ScriptHost } from "../../../packages/core/src/index.ts";
import { answerSlowly, otherTools, type Subject } from "./subject.ts";

type CreateSandbox = (options: { readonly isolation: Isolation }) => Sandbox;

const BUDGET = { ...DEFAULT_BUDGET, maxCalls: 100_000, maxConcurrentCalls: 128 };

/** One of Postern's drivers in one isolation. */
export function posternSubject(engine: string, isolation: Isolation, load: () => Promise<CreateSandbox>): Subject {
  return {
    name: `postern ${engine}, ${isolation === "inline" ? "inline" : "pooled"}`,
    call: (tool, input) => `tools.${tool}(${input})`,
    async open(toolCount, openOptions = {}) {
      const sandbox = (await load())({ isolation });
      await sandbox.warm();
      const host = createHost(toolCount);
      let executions = 0;
      return {
        async run(script) {
          executions += 1;
          const options = { executionId: `bench-${executions}`, budget: { ...BUDGET, ...openOptions } };
          const outcome = await sandbox.run({ code: script, lineOffset: 0 }, host, options);
          if (outcome.status === "failed") {
            throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
          }
          return outcome.value;
        },
        rest: async () => sandbox.warm(),
        close: async () => sandbox[Symbol.asyncDispose](),
      };
    },
  };
}

function createHost(toolCount: number): ScriptHost {
  const names = ["echo", "slow", ...otherTools(toolCount)];
  const namespaces: readonly GuestNamespace[] = [
    { name: "tools", members: names.map((name) => ({ identifier: name, name })) },
  ];
  return {
    namespaces,
    async call(path, args): Promise<CallReply> {
      return { status: "ok", value: path.name === "slow" ? await answerSlowly() : (args[0] ?? null) };
    },
  };
}
