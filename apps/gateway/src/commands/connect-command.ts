import { Argument, type Command } from "commander";
import { CLIENT_NAMES, clientFile, thisMachine, type ClientName } from "../clients/client-files.ts";
import { backUp, readJsonFile, withValue, writeJsonFile } from "../setup/json-file.ts";
import { showDifference } from "../setup/show-difference.ts";
import type { CommandContext } from "./command-context.ts";
import { configPath } from "./config-file-option.ts";

interface ConnectOptions {
  readonly config?: string;
  readonly url?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What was done to a client's configuration. */
interface Connection {
  readonly client: ClientName;
  /** `keep` where it is connected already; `show` with --dry-run. */
  readonly action: "write" | "keep" | "show";
  readonly file: string;
  /** Where the file as it was is kept. */
  readonly backup?: string;
}

/** `postern connect CLIENT`: writes Postern into a client's configuration. */
export function addConnectCommand(program: Command, context: CommandContext): void {
  program
    .command("connect")
    .description("write Postern into a client's configuration; shows the difference and keeps a backup")
    .addArgument(new Argument("<client>", "the client").choices(CLIENT_NAMES))
    .option("--url <url>", "connect to a gateway that runs, instead of letting the client start one")
    .option("--dry-run", "only show the difference")
    .option("--json", "print what was done as JSON, and the difference to stderr")
    .action(async (client: ClientName, options: ConnectOptions) => {
      const connection = await connect(client, options, context);
      if (options.json === true) {
        context.print(JSON.stringify(connection, undefined, 2));
      }
    });
}

async function connect(client: ClientName, options: ConnectOptions, context: CommandContext): Promise<Connection> {
  const { title, path, key } = clientFile(client, thisMachine());
  const file = readJsonFile(path);
  const changed = withValue(file, [key, "postern"], entryFor(options));
  if (changed.text === file.text) {
    context.report(`${title} is connected already: ${path}`);
    return { client, action: "keep", file: path };
  }
  const show = options.json === true ? context.report : context.print;
  show(showDifference(path, file.exists ? file.text : "", changed.text));
  if (options.dryRun === true) {
    return { client, action: "show", file: path };
  }
  const backup = file.exists ? { backup: await backUp(path) } : {};
  if (backup.backup !== undefined) {
    context.report(`The file as it was is kept at ${backup.backup}.`);
  }
  await writeJsonFile(changed);
  context.report(`Wrote ${path}. Restart ${title} to see the two tools.`);
  return { client, action: "write", file: path, ...backup };
}

function entryFor({ url, config }: ConnectOptions): Readonly<Record<string, unknown>> {
  return url === undefined
    ? { command: "npx", args: ["-y", "@postern/gateway", "serve", "--stdio", "--config", configPath(config)] }
    : { type: "http", url };
}
