import { isJsonObject, PosternError, type JsonObject } from "@postern/core";
import type { Command } from "commander";
import { configOf, openReadyGateway, type CommandContext, type CommonOptions } from "./command-context.ts";

/** `postern call PATH JSON`: one tool, without a script. */
export function addCallCommand(program: Command, context: CommandContext): void {
  program
    .command("call")
    .description("call one tool and print what it answers")
    .argument("<path>", "the tool, as scripts write it: github.list_issues")
    .argument("[json]", "its input, a JSON object", "{}")
    .action(async (path: string, json: string, options: CommonOptions) => {
      const input = parseInput(json);
      await using gateway = await openReadyGateway(configOf(options), context, { needs: path });
      const { value } = await gateway.runtime.call(path, input);
      if (value !== undefined) {
        context.print(typeof value === "string" ? value : JSON.stringify(value, undefined, 2));
      }
    });
}

function parseInput(json: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new PosternError("INVALID_OPTION", `The input is not JSON: ${json}`, { cause: error });
  }
  if (!isJsonObject(value)) {
    throw new PosternError(
      "INVALID_OPTION",
      `The input must be a JSON object, as in {"path": "a.txt"}; found: ${json}`,
    );
  }
  return value;
}
