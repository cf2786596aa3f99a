import type { Sandbox } from "@postern/core";
import { createSandbox } from "@postern/sandbox-kit";
import type { QuickJsOptions } from "./options.ts";

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
      engineUrl: new URL(import.meta.resolve("./engine.ts")),
      startEngine: async () => (await import("./engine.ts")).createEngine(),
    },
    options,
  );
}
