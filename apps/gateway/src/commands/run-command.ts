import type { ExecuteReply } from "@postern/runtime";
import { Option, type Command } from "commander";
import { SANDBOX_NAMES, type SandboxName } from "../config/config-schema.ts";
import { readScript } from "./read-script.ts";
import { configOf, openReadyGateway, type CommandContext, type CommonOptions } from "./command-context.ts";

interface RunOptions extends CommonOptions {
  readonly sandbox?: SandboxName;
  readonly json?: boolean;
}

/** `postern run FILE|-`: executes a script against the configured sources. */
export function addRunCommand(program: Command, context: CommandContext): void {
  program
    .command("run")
    .description("execute a script and print its value; logs, calls and errors go to stderr")
    .argument("<file>", "the script, or - for standard input")
    .addOption(new Option("--sandbox <name>", "the sandbox driver").choices(SANDBOX_NAMES))
    .option("--json", "print the whole outcome as JSON")
    .action((file: string, options: RunOptions) => run(file, options, context));
}

async function run(file: string, options: RunOptions, context: CommandContext): Promise<void> {
  const code = readScript(file);
  const config = configOf(options);
  const sandbox = { ...config.sandbox, driver: options.sandbox ?? config.sandbox.driver };
  await using gateway = await openReadyGateway({ ...config, sandbox }, context, { needs: code });
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort());
  const response = await gateway.runtime.execute({ code }, { signal: abort.signal });
  if (response.status === "failed") {
    context.fail();
  }
  if (options.json === true) {
    context.print(JSON.stringify(response, undefined, 2));
    return;
  }
  printOutcome(response, context);
}

function printOutcome(response: ExecuteReply, context: CommandContext): void {
  for (const entry of response.logs) {
    context.report(`[${entry.level}] ${entry.text}`);
  }
  for (const call of response.calls) {
    context.report(`${call.status.padEnd(7)} ${String(Math.round(call.ms)).padStart(6)} ms  ${call.path}`);
  }
  if (response.status === "failed") {
    const { code, message, frame } = response.error;
    context.report(`${code}: ${message}${frame === undefined ? "" : `\n${frame}`}`);
    return;
  }
  if (response.value !== undefined) {
    context.print(JSON.stringify(response.value, undefined, 2));
  }
}
