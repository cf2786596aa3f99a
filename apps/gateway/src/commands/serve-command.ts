import { Option, type Command } from "commander";
import { LOCAL_CLIENT } from "../config/load-config.ts";
import { LOG_LEVELS, type LogLevel } from "../config/observe-schema.ts";
import { parseListenAddress } from "../serve/listen-address.ts";
import { configOf, type CommandContext, type CommonOptions } from "./command-context.ts";

interface ServeOptions extends CommonOptions {
  readonly stdio?: boolean;
  readonly http?: string;
  readonly client: string;
  readonly logLevel?: LogLevel;
}

/** `postern serve`: the gateway itself. */
export function addServeCommand(program: Command, context: CommandContext): void {
  program
    .command("serve")
    .description("serve search and execute to MCP clients")
    .option("--stdio", "speak over stdin and stdout, as desktop clients start servers")
    .option(
      "--http <host:port>",
      "listen for Streamable HTTP (default: 127.0.0.1:7420, or `listen` of the configuration)",
    )
    .option("--client <name>", "whose view of the tools stdio serves: an entry of `clients`", LOCAL_CLIENT)
    .addOption(
      new Option(
        "--log-level <level>",
        "what is written to stderr (default: info, or `log` of the configuration)",
      ).choices(LOG_LEVELS),
    )
    .action((options: ServeOptions) => serve(options, context));
}

async function serve(options: ServeOptions, context: CommandContext): Promise<void> {
  const { log, ...others } = configOf(options);
  const config = { ...others, log: { ...log, level: options.logLevel ?? log.level } };
  const address = parseListenAddress(options.http ?? config.listen);
  const { serveOverHttp, serveOverStdio } = await import("../serve/serve-gateway.ts");
  const serving = { config, address, client: options.client, print: context.print };
  await (options.stdio === true ? serveOverStdio(serving) : serveOverHttp(serving));
}
