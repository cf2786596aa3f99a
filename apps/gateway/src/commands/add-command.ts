import { isJsonObject, PosternError, type JsonObject } from "@postern/core";
import { Option, type Command } from "commander";
import { checkConfigText } from "../setup/check-config-text.ts";
import { jsonContent, readJsonFile, withValue, writeJsonFile } from "../setup/json-file.ts";
import type { CommandContext } from "./command-context.ts";
import { configPath, serversKey } from "./config-file-option.ts";

interface AddOptions {
  readonly config?: string;
  readonly url?: string;
  readonly sse?: boolean;
  readonly transport?: "stdio" | "http" | "sse";
  readonly env?: readonly string[];
  readonly header?: readonly string[];
  readonly bearerEnv?: string;
  readonly clientId?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** `postern add NAME -- COMMAND...` or `--url URL`: one more server. */
export function addAddCommand(program: Command, context: CommandContext): void {
  program
    .command("add")
    .description("add a server to the configuration: postern add NAME -- COMMAND ARGS..., or postern add NAME URL")
    .argument("<name>", "its name; scripts reach it under this")
    .argument("[command...]", "the program to start, and its arguments; or an endpoint to connect to")
    .option("--url <url>", "the endpoint to connect to")
    .addOption(new Option("-t, --transport <transport>", "how to speak to it").choices(["stdio", "http", "sse"]))
    .option("--sse", "as --transport sse: the endpoint speaks the old SSE transport only")
    .option("-e, --env <NAME=VALUE>", "of its environment, repeatable; ${NAME} takes a value from yours", collect)
    .option("-H, --header <NAME: VALUE>", "a header of every request, repeatable", collect)
    .option("--bearer-env <name>", "the environment variable that holds its bearer token")
    .option("--client-id <id>", "the OAuth client that was registered for a login")
    .option("--force", "replace a server of that name")
    .option("--json", "print what was done as JSON")
    .action((name: string, command: readonly string[], options: AddOptions) =>
      add(name, { command, options: endpointOf(command, options), context }),
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
  const isKnown = isJsonObject(servers) && Object.hasOwn(servers, name);
  if (isKnown && options.force !== true) {
    throw new PosternError("INVALID_OPTION", `${file.path} has a server "${name}" already; replace it with --force.`);
  }
  const entry = entryOf(command, options);
  const changed = withValue(file, [key, name], entry);
  checkConfigText(changed.text, file.path);
  await writeJsonFile(changed);
  if (options.json === true) {
    context.print(JSON.stringify({ name, action: isKnown ? "replaced" : "added", file: file.path }, undefined, 2));
  }
  context.report(`Added "${name}" to ${file.path}.`);
  if (entry["url"] !== undefined && entry["headers"] === undefined && entry["auth"] === undefined) {
    context.report(`If it asks for a login: postern login ${name}`);
  }
}

/** An address in the place of the command is the endpoint, as `claude mcp add` takes it. */
function endpointOf(command: readonly string[], options: AddOptions): AddOptions {
  const [word = "", ...rest] = command;
  const isEndpoint = options.url === undefined && options.transport !== "stdio" && rest.length === 0;
  return isEndpoint && /^https?:\/\//iu.test(word) ? { ...options, url: word } : options;
}

function entryOf(command: readonly string[], options: AddOptions): JsonObject {
  const { url } = options;
  const [program, ...args] = url === command[0] ? [] : command;
  if ((program === undefined) === (url === undefined)) {
    throw new PosternError("INVALID_OPTION", "Name either a command after -- or an endpoint with --url.");
  }
  return url === undefined ? stdioEntry([program ?? "", ...args], options) : remoteEntry(url, options);
}

function stdioEntry([program = "", ...args]: readonly string[], options: AddOptions): JsonObject {
  const isRemote = options.transport !== undefined && options.transport !== "stdio";
  const remoteOptions = [
    "header",
    "bearerEnv",
    "clientId",
    "sse",
    ...(isRemote ? ["transport" as const] : []),
  ] as const;
  refuse(options, remoteOptions, "a server reached over HTTP, named with --url");
  return {
    command: program,
    ...(args.length === 0 ? {} : { args }),
    ...(options.env === undefined ? {} : { env: pairs(options.env, "=") }),
  };
}

function remoteEntry(url: string, options: AddOptions): JsonObject {
  refuse(options, ["env"], "a program, named after --");
  const { header, bearerEnv, clientId, sse, transport } = options;
  if (bearerEnv !== undefined && clientId !== undefined) {
    throw new PosternError("INVALID_OPTION", "--bearer-env and --client-id are two ways to log in; choose one.");
  }
  return {
    type: sse === true || transport === "sse" ? "sse" : "http",
    url,
    ...(header === undefined ? {} : { headers: pairs(header, ":") }),
    ...(bearerEnv === undefined ? {} : { auth: { type: "bearer", token: { env: bearerEnv } } }),
    ...(clientId === undefined ? {} : { auth: { type: "oauth", clientId } }),
  };
}

function refuse(options: AddOptions, names: readonly (keyof AddOptions)[], whose: string): void {
  const wrong = names.find((name) => options[name] !== undefined);
  if (wrong !== undefined) {
    const flag = wrong.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
    throw new PosternError("INVALID_OPTION", `--${flag} belongs to ${whose}.`);
  }
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
