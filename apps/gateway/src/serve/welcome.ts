import type { SourceReport } from "@postern/runtime";

/** What `postern serve` says once it serves: where, what is connected, and what to paste into a client. */
export function welcomeText(url: string, sources: readonly SourceReport[]): string {
  const ready = sources.filter((source) => source.state === "ready");
  const toolCount = ready.reduce((sum, source) => sum + source.toolCount, 0);
  const failed = sources.filter((source) => source.state !== "ready");
  const block = JSON.stringify({ mcpServers: { postern: { type: "http", url } } }, undefined, 2);
  return [
    `Postern serves at ${url}`,
    `${ready.length} of ${sources.length} sources connected, ${toolCount} tools behind search and execute:`,
    ...sources.map(
      (source) => `  ${source.namespace}: ${source.state === "ready" ? `${source.toolCount} tools` : source.state}`,
    ),
    ...failed.map((source) => `  ${source.namespace} is retried; it said: ${source.lastError ?? "nothing"}`),
    "",
    "Paste this into your client's configuration:",
    "",
    block,
    "",
    "Stop with Ctrl-C.",
  ].join("\n");
}
