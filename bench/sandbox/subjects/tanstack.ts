import type { IsolateDriver, ToolBinding } from "@tanstack/ai-code-mode";
import { answerSlowly, otherTools, type Subject } from "./subject.ts";

/** One of TanStack's isolate drivers. Its code mode makes a context per execution and disposes it afterwards. */
export function tanstackSubject(name: string, load: () => Promise<IsolateDriver>): Subject {
  return {
    name: `tanstack ${name}`,
    call: (tool, input) => `${tool}(${input})`,
    async open(toolCount) {
      const driver = await load();
      const names = ["echo", "slow", ...otherTools(toolCount)];
      const bindings = Object.fromEntries(names.map((tool) => [tool, binding(tool)]));
      return {
        async run(script) {
          const context = await driver.createContext({ bindings, timeout: 30_000, memoryLimit: 128 });
          try {
            const result = await context.execute(script);
            if (!result.success) {
              throw new Error(result.error?.message ?? "failed");
            }
            return result.value;
          } finally {
            await context.dispose();
          }
        },
        close: () => Promise.resolve(),
      };
    },
  };
}

function binding(name: string): ToolBinding {
  return {
    name,
    description: name,
    inputSchema: { type: "object" },
    execute: async (input) => (name === "slow" ? await answerSlowly() : input),
  };
}
