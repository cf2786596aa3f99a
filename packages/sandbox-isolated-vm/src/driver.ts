import type { Sandbox } from "@postern/core";
import { createSandbox, nodeCommand } from "@postern/sandbox-kit";
import type { IsolatedVmOptions } from "./options.ts";

const engineUrl = import.meta.resolve(import.meta.url.endsWith(".ts") ? "./engine.ts" : "./engine.js");

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
      command: (command) => nodeCommand(engineUrl, ["--no-node-snapshot"], command),
      startEngine: async () => (await import("./engine.ts")).createEngine(),
    },
    options,
  );
}
