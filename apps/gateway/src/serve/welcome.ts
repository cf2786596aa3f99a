import type { Sandbox } from "@postern/core";
import type { SourceReport } from "@postern/runtime";
import { isUsable } from "../sources/is-usable.ts";

/** What there is to say. */
export interface Welcome {
  readonly sources: readonly SourceReport[];
  readonly sandbox: Pick<Sandbox, "name" | "capabilities">;
}

const MEMORY_WATCHES = {
  cgroup: "the kernel watches their memory (cgroup)",
  polling: "their memory is looked at every 25 ms",
  none: "nobody watches their memory beside the engine",
} as const;

/** What `postern serve` says once it serves: where, what is connected, and what to paste into a client. */
export function welcomeText(url: string, { sources, sandbox }: Welcome): string {
  const ready = sources.filter(isUsable);
  const toolCount = ready.reduce((sum, source) => sum + source.toolCount, 0);
  const failed = sources.filter((source) => !isUsable(source));
  const block = JSON.stringify({ mcpServers: { postern: { type: "http", url } } }, undefined, 2);
  return [
    `Postern serves at ${url}`,
    `${ready.length} of ${sources.length} sources connected, ${toolCount} tools behind search and execute:`,
    ...sources.map(
      (source) => `  ${source.namespace}: ${isUsable(source) ? `${source.toolCount} tools` : source.state}`,
    ),
    ...failed.map((source) => `  ${source.namespace} ${troubleOf(source)}`),
    `Scripts run in ${sandbox.name}; ${MEMORY_WATCHES[sandbox.capabilities.memoryWatch ?? "none"]}.`,
    "",
    "Paste this into your client's configuration:",
    "",
    block,
    "",
    "Stop with Ctrl-C.",
  ].join("\n");
}

function troubleOf({ state, lastError = "nothing" }: SourceReport): string {
  return state === "unauthorized" ? `is not authorized: ${lastError}` : `is retried; it said: ${lastError}`;
}
