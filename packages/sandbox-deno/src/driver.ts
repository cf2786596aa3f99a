import type { Sandbox } from "@postern/core";
import { createSandbox } from "@postern/sandbox-kit";
import { fileURLToPath } from "node:url";
import { denoBinary } from "./binary.ts";
import { denoArguments } from "./flags.ts";
import type { DenoOptions } from "./options.ts";

const guestUrl = import.meta.resolve(import.meta.url.endsWith(".ts") ? "./guest/main.ts" : "./guest/main.js");

/** A sandbox that runs each script in a Deno process of its own, started before it is needed. Whoever made it disposes it. */
export function createDenoSandbox(options: DenoOptions = {}): Sandbox {
  return createSandbox(
    {
      name: "deno",
      capabilities: {
        isolations: ["process", "execution"],
        cpuLimit: process.platform === "linux",
        memoryLimit: true,
        preemption: true,
      },
      command: ({ memoryLimitBytes, cacheDirectory }) => ({
        file: denoBinary(),
        args: denoArguments(memoryLimitBytes, fileURLToPath(guestUrl)),
        env: { DENO_DIR: cacheDirectory, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
        receivesPrelude: true,
      }),
      // What a script leaves behind in its process cannot be taken back for sure, so the process goes with it.
      maxExecutionsPerProcess: 1,
      spareProcesses: 3,
    },
    options,
  );
}
