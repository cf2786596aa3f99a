import type { SourceReport } from "@postern/runtime";
import type { Command } from "commander";
import { configOf, openReadyGateway, type CommandContext, type CommonOptions } from "./command-context.ts";

interface SourcesOptions extends CommonOptions {
  readonly json?: boolean;
}

/** `postern sources`: what is connected, and why something is not. */
export function addSourcesCommand(program: Command, context: CommandContext): void {
  program
    .command("sources")
    .description("list the sources: state, transport, tool count, last error")
    .option("--json", "print them as JSON")
    .action(async (options: SourcesOptions) => {
      await using gateway = await openReadyGateway(configOf(options), { report: () => undefined });
      const sources = gateway.runtime.sources();
      context.print(options.json === true ? JSON.stringify(sources, undefined, 2) : table(sources));
      if (sources.some((source) => source.state !== "ready")) {
        context.fail();
      }
    });
}

function table(sources: readonly SourceReport[]): string {
  const rows = [
    ["SOURCE", "STATE", "TRANSPORT", "TOOLS"],
    ...sources.map((source) => [source.namespace, source.state, source.transport, String(source.toolCount)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return lines
    .flatMap((line, index) => {
      const error = sources[index - 1]?.lastError;
      return error === undefined ? [line] : [line, ...error.split("\n").map((text) => `    ${text}`)];
    })
    .join("\n");
}
