import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { errorMessage, isJsonObject, PosternError, type JsonObject } from "@postern/core";
import type { Command } from "commander";
import { CLIENT_NAMES, clientFile, thisMachine, type ClientName } from "../clients/client-files.ts";
import { parseConfig } from "../config/load-config.ts";
import { checkConfigText } from "../setup/check-config-text.ts";
import { jsonContent, readJsonFile, withValue, writeJsonFile, type JsonFile } from "../setup/json-file.ts";
import { readServerEntries, type ServerEntries } from "../setup/server-entries.ts";
import type { CommandContext } from "./command-context.ts";
import { configPath, serversKey } from "./config-file-option.ts";

interface ImportOptions {
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What becomes of one server. Values of its entry may be secrets and are not here. */
interface Import {
  readonly name: string;
  /** `take`; `keep` what has the name already; `skip` what could not be used. */
  readonly action: "take" | "keep" | "skip";
  /** What it starts or reaches. */
  readonly server: string;
  readonly reason?: string;
}

/** `postern import CLIENT|FILE`: takes over the servers of another client. */
export function addImportCommand(program: Command, context: CommandContext): void {
  program
    .command("import")
    .description("take over the servers that another client has; names that exist already are left as they are")
    .argument("<from>", `${CLIENT_NAMES.join(", ")}, or a file`)
    .option("--dry-run", "only show what would be taken")
    .option("--json", "print what is taken as JSON")
    .action((from: string, options: ImportOptions) => importServers(from, options, context));
}

async function importServers(from: string, options: ImportOptions, context: CommandContext): Promise<void> {
  const found = readServerEntries(sourceOf(from), { machine: thisMachine(), folder: process.cwd() });
  const { file, imports } = takeOver(found, readJsonFile(configPath(options.config)));
  for (const { action, name, server, reason } of imports) {
    context.report(`${action}  ${name}: ${server}${reason === undefined ? "" : ` (${reason})`}`);
  }
  if (options.json === true) {
    context.print(JSON.stringify(imports, undefined, 2));
  }
  const taken = imports.filter(({ action }) => action === "take").length;
  if (options.dryRun !== true && taken > 0) {
    await writeJsonFile(file);
  }
  const verb = options.dryRun === true ? "would be taken into" : "taken into";
  context.report(`${taken} of ${imports.length} servers ${verb} ${file.path}.`);
  if (taken > 0) {
    reportMissing(file, context);
  }
}

function takeOver(found: ServerEntries, target: JsonFile): { readonly file: JsonFile; readonly imports: Import[] } {
  const content = jsonContent(target);
  const key = serversKey(content);
  const known = content[key];
  let file = target;
  const imports = Object.entries(found).map(([name, entry]): Import => {
    const server = summary(entry);
    if (isJsonObject(known) && Object.hasOwn(known, name)) {
      return { name, action: "keep", server, reason: "the name exists already" };
    }
    try {
      checkConfigText(JSON.stringify({ [key]: { [name]: entry } }), target.path);
    } catch (error) {
      return { name, action: "skip", server, reason: errorMessage(error) };
    }
    file = withValue(file, [key, name], entry);
    return { name, action: "take", server };
  });
  return { file, imports };
}

/** Says now what would keep the configuration from being used: variables that are not set. */
function reportMissing({ text, path }: JsonFile, context: CommandContext): void {
  try {
    parseConfig(text, { name: path, directory: dirname(path), environment: process.env });
  } catch (error) {
    context.report(`Before it can be used:\n${errorMessage(error)}`);
  }
}

function sourceOf(from: string): ClientName | { readonly file: string } {
  const client = CLIENT_NAMES.find((name) => name === from);
  const path = client === undefined ? resolve(from) : clientFile(client, thisMachine()).path;
  if (!existsSync(path)) {
    const choices = `Choose one of ${CLIENT_NAMES.join(", ")}, or name a file.`;
    throw new PosternError(
      "INVALID_OPTION",
      `There is nothing to import from "${from}": ${path} does not exist. ${choices}`,
    );
  }
  return client ?? { file: path };
}

/** What an entry starts or reaches. Arguments, headers and environments may hold secrets and are not shown. */
function summary(entry: JsonObject): string {
  if (typeof entry["url"] === "string") {
    return URL.canParse(entry["url"]) ? new URL(entry["url"]).origin : "a URL with variables";
  }
  return typeof entry["command"] === "string" ? entry["command"] : "neither a command nor a url";
}
