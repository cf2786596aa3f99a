import type { Sandbox } from "@postern/core";
import { createSandbox, nodeCommand } from "@postern/sandbox-kit";
import type { QuickJsOptions } from "./options.ts";

const engineUrl = import.meta.resolve(import.meta.url.endsWith(".ts") ? "./engine.ts" : "./engine.js");

/** A sandbox that runs scripts in QuickJS, compiled to WebAssembly. Whoever made it disposes it. */
export function createQuickJsSandbox(options: QuickJsOptions = {}): Sandbox {
  return createSandbox(
    {
      name: "quickjs",
      capabilities: {
        isolations: ["inline", "process", "execution"],
        cpuLimit: true,
        memoryLimit: true,
        preemption: options.isolation !== "inline",
      },
      command: (command) => nodeCommand(engineUrl, ["--stack-size=3900"], command),
      startEngine: async () => (await import("./engine.ts")).createEngine(),
    },
    options,
  );
}
