import { fileURLToPath } from "node:url";
import type { GuestCommand, GuestCommandOptions } from "./guest-process.ts";

/**
 * A Node process that loads an engine by its URL. `flags` are Node's and V8's. What one process compiled of the engine and of
 * the worker, the sandbox's next one reads: a start takes about a third less.
 */
export function nodeCommand(
  engineUrl: string,
  flags: readonly string[],
  { cacheDirectory }: Pick<GuestCommandOptions, "cacheDirectory">,
): GuestCommand {
  const worker = import.meta.resolve(import.meta.url.endsWith(".ts") ? "../worker/main.ts" : "../worker/main.js");
  return {
    file: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", ...flags, fileURLToPath(worker), engineUrl, cacheDirectory],
    // https://nodejs.org/api/module.html#module-compile-cache
    env: { NODE_COMPILE_CACHE: cacheDirectory },
  };
}
