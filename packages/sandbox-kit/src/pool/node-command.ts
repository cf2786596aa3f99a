import { fileURLToPath } from "node:url";
import type { GuestCommand } from "./guest-process.ts";

/** A Node process that loads an engine by its URL. `flags` are Node's and V8's. */
export function nodeCommand(engineUrl: string, flags: readonly string[]): GuestCommand {
  const worker = import.meta.resolve(import.meta.url.endsWith(".ts") ? "../worker/main.ts" : "../worker/main.js");
  return {
    file: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", ...flags, fileURLToPath(worker), engineUrl],
  };
}
