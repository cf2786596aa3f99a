import type { Sandbox } from "@postern/core";
import { createSandbox } from "@postern/sandbox-kit";
import type { IsolatedVmOptions } from "./options.ts";

/** A sandbox that runs scripts in V8 isolates. Whoever made it disposes it. */
export function createIsolatedVmSandbox(options: IsolatedVmOptions = {}): Sandbox {
  return createSandbox(
    {
      name: "isolated-vm",
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
