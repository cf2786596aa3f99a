import type { Command } from "commander";
import { openObservedTypes } from "../state/observed-types.ts";
import type { CommandContext } from "./command-context.ts";

interface ObservedOptions {
  readonly clear?: boolean;
}

/** `postern observed [PATH]`: the types of results that were learned. */
export function addObservedCommand(program: Command, context: CommandContext): void {
  program
    .command("observed")
    .description("print, as JSON, the types learned from results of tools that declare none; shapes only, no values")
    .argument("[path]", "a namespace (github) or a tool by its own name (github.list-issues); default: all")
    .option("--clear", "forget them instead")
    .action(async (path: string | undefined, { clear }: ObservedOptions) => {
      const observer = openObservedTypes();
      const [namespace, ...rest] = path?.split(".") ?? [];
      const tool = rest.join(".");
      if (clear === true) {
        await observer.clear({ ...(namespace === undefined ? {} : { namespace }), ...(tool === "" ? {} : { tool }) });
        context.report(`Forgot the types observed of ${path ?? "every tool"}.`);
        return;
      }
      const types = (await observer.export()).filter(
        (type) => (namespace === undefined || type.namespace === namespace) && (tool === "" || type.tool === tool),
      );
      context.print(JSON.stringify(types, undefined, 2));
    });
}
