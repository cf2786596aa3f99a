import { isJsonObject, PosternError, type JsonObject } from "@postern/core";
import type { Command } from "commander";
import { parseConfig } from "../config/load-config.ts";
import { jsonContent, readJsonFile, withValue, writeJsonFile } from "../setup/json-file.ts";
import type { CommandContext } from "./command-context.ts";
import { configPath, serversKey } from "./config-file-option.ts";

interface AddOptions {
  readonly config?: string;
  readonly url?: string;
  readonly sse?: boolean;
  readonly env?: readonly string[];
  readonly header?: readonly string[];
  readonly force?: boolean;
}

/** `postern add NAME -- COMMAND...` or `--url URL`: one more server. */
export function addAddCommand(program: Command, context: CommandContext): void {
  program
    .command("add")
    .description("add a server to the configuration: postern add NAME -- COMMAND ARGS..., or with --url")
    .argument("<name>", "its name; scripts reach it under this")
    .argument("[command...]", "the program to start, and its arguments")
    .option("--url <url>", "an endpoint to connect to instead")
    .option("--sse", "the endpoint speaks the old SSE transport only")
    .option("--env <NAME=VALUE...>", "its environment; write ${NAME} to take a value from yours when it starts")
    .option("--header <NAME: VALUE...>", "headers of every request")
    .option("--force", "replace a server of that name")
    .action((name: string, command: readonly string[], options: AddOptions) =>
      add(name, { command, options, context }),
    );
}

interface Addition {
  readonly command: readonly string[];
  readonly options: AddOptions;
  readonly context: CommandContext;
}

async function add(name: string, { command, options, context }: Addition): Promise<void> {
  const file = readJsonFile(configPath(options.config));
  const content = jsonContent(file);
  const key = serversKey(content);
  const servers = content[key];
  if (isJsonObject(servers) && Object.hasOwn(servers, name) && options.force !== true) {
    throw new PosternError("INVALID_OPTION", `${file.path} has a server "${name}" already; replace it with --force.`);
  }
  const changed = withValue(file, [key, name], entryOf(command, options));
  // What is added must be readable afterwards; a variable may be set later, when the server starts.
  const environment = new Proxy({}, { get: () => "set later" });
  parseConfig(changed.text, { name: file.path, directory: ".", environment });
  await writeJsonFile(changed);
  context.report(`Added "${name}" to ${file.path}.`);
}

function entryOf([program, ...args]: readonly string[], options: AddOptions): JsonObject {
  if ((program === undefined) === (options.url === undefined)) {
    throw new PosternError("INVALID_OPTION", "Name either a command after -- or an endpoint with --url.");
  }
  if (options.url !== undefined) {
    const headers = pairs(options.header ?? [], ":");
    return {
      type: options.sse === true ? "sse" : "http",
      url: options.url,
      ...(options.header === undefined ? {} : { headers }),
    };
  }
  return {
    command: program ?? "",
    ...(args.length === 0 ? {} : { args }),
    ...(options.env === undefined ? {} : { env: pairs(options.env, "=") }),
  };
}

function pairs(texts: readonly string[], separator: string): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf(separator);
      if (at < 1) {
        throw new PosternError("INVALID_OPTION", `"${text}" has no ${separator} between a name and a value.`);
      }
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    }),
  );
}
