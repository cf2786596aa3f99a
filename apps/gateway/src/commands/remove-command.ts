import { isJsonObject, nearestNames, PosternError } from "@postern/core";
import type { Command } from "commander";
import { jsonContent, readJsonFile, withValue, writeJsonFile } from "../setup/json-file.ts";
import type { CommandContext } from "./command-context.ts";
import { configPath } from "./config-file-option.ts";

/** `postern remove NAME`: one server less. */
export function addRemoveCommand(program: Command, context: CommandContext): void {
  program
    .command("remove")
    .description("remove a server from the configuration")
    .argument("<name>", "the server's name")
    .option("--json", "print what was done as JSON")
    .action(async (name: string, options: { readonly config?: string; readonly json?: boolean }) => {
      const file = readJsonFile(configPath(options.config));
      const content = jsonContent(file);
      const key = ["mcpServers", "servers"].find((candidate) => {
        const servers = content[candidate];
        return isJsonObject(servers) && Object.hasOwn(servers, name);
      });
      if (key === undefined) {
        const names = [content["mcpServers"], content["servers"]].flatMap((servers) =>
          isJsonObject(servers) ? Object.keys(servers) : [],
        );
        const nearest = nearestNames(name, names).join(", ") || names.join(", ") || "none";
        throw new PosternError("INVALID_OPTION", `${file.path} has no server "${name}". Nearest: ${nearest}.`);
      }
      await writeJsonFile(withValue(file, [key, name], undefined));
      if (options.json === true) {
        context.print(JSON.stringify({ name, action: "removed", file: file.path }, undefined, 2));
      }
      context.report(`Removed "${name}" from ${file.path}.`);
    });
}
