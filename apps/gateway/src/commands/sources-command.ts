import type { SourceReport } from "@postern/runtime";
import type { Command } from "commander";
import { isUsable } from "../sources/is-usable.ts";
import { formatTable } from "./format-table.ts";
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
      await using gateway = await openReadyGateway(configOf(options), context, { tellsMissing: false });
      const sources = gateway.runtime.sources();
      context.print(options.json === true ? JSON.stringify(sources, undefined, 2) : table(sources));
      if (!sources.every(isUsable)) {
        context.fail();
      }
    });
}

function table(sources: readonly SourceReport[]): string {
  return formatTable([
    ["SOURCE", "STATE", "TRANSPORT", "TOOLS"],
    ...sources.map((source) => [source.namespace, source.state, source.transport, String(source.toolCount)]),
  ])
    .flatMap((line, index) => {
      const error = sources[index - 1]?.lastError;
      return error === undefined ? [line] : [line, ...error.split("\n").map((text) => `    ${text}`)];
    })
    .join("\n");
}
