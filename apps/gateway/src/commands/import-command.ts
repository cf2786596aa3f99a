import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { isJsonObject, PosternError, type JsonObject } from "@postern/core";
import type { Command } from "commander";
import { CLIENT_NAMES, clientFile, thisMachine, type ClientName } from "../clients/client-files.ts";
import { jsonContent, readJsonFile, withValue, writeJsonFile } from "../setup/json-file.ts";
import { readServerEntries } from "../setup/server-entries.ts";
import type { CommandContext } from "./command-context.ts";
import { configPath, serversKey } from "./config-file-option.ts";

interface ImportOptions {
  readonly config?: string;
  readonly dryRun?: boolean;
}

/** `postern import CLIENT|FILE`: takes over the servers of another client. */
export function addImportCommand(program: Command, context: CommandContext): void {
  program
    .command("import")
    .description("take over the servers that another client has; names that exist already are left as they are")
    .argument("<from>", `${CLIENT_NAMES.join(", ")}, or a file`)
    .option("--dry-run", "only show what would be taken")
    .action((from: string, options: ImportOptions) => importServers(from, options, context));
}

async function importServers(from: string, options: ImportOptions, context: CommandContext): Promise<void> {
  const found = readServerEntries(sourceOf(from), thisMachine());
  const target = readJsonFile(configPath(options.config));
  const content = jsonContent(target);
  const key = serversKey(content);
  const existing = content[key];
  const known = isJsonObject(existing) ? existing : {};
  let changed = target;
  let taken = 0;
  for (const [name, entry] of Object.entries(found)) {
    const isKnown = Object.hasOwn(known, name);
    context.report(
      `${isKnown ? "keep" : "take"}  ${name}: ${summary(entry)}${isKnown ? " (the name exists already)" : ""}`,
    );
    if (!isKnown) {
      changed = withValue(changed, [key, name], entry);
      taken += 1;
    }
  }
  if (options.dryRun !== true && taken > 0) {
    await writeJsonFile(changed);
  }
  const verb = options.dryRun === true ? "would be taken into" : "taken into";
  context.report(`${taken} of ${Object.keys(found).length} servers ${verb} ${target.path}.`);
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
