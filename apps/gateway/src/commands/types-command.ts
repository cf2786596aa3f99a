import type { Command } from "commander";
import { configOf, openReadyGateway, type CommandContext, type CommonOptions } from "./command-context.ts";

/** `postern types [PATH...]`: the declarations that scripts are written against. */
export function addTypesCommand(program: Command, context: CommandContext): void {
  program
    .command("types")
    .description("print the TypeScript declarations of everything, of a namespace, or of a tool")
    .argument("[path...]", "namespaces (github) or tools (github.list_issues); default: everything")
    .action(async (paths: readonly string[], options: CommonOptions) => {
      await using gateway = await openReadyGateway(configOf(options), context, {
        needs: paths.length === 0 ? undefined : paths.join(" "),
      });
      context.print(await gateway.runtime.describe(paths));
    });
}
