import { codeFrame, formatReport } from "@postern/codegen";
import type { Command } from "commander";
import { configOf, openReadyGateway, type CommandContext, type CommonOptions } from "./command-context.ts";
import { readScript } from "./read-script.ts";

interface CheckOptions extends CommonOptions {
  readonly json?: boolean;
}

/** `postern check FILE|-`: what the types say of a script, without running it. */
export function addCheckCommand(program: Command, context: CommandContext): void {
  program
    .command("check")
    .description("check a script against the types of the tools it uses, without running it")
    .argument("<file>", "the script, or - for standard input")
    .option("--json", "print the findings as JSON")
    .action((file: string, options: CheckOptions) => check(file, options, context));
}

async function check(file: string, options: CheckOptions, context: CommandContext): Promise<void> {
  const code = readScript(file);
  await using gateway = await openReadyGateway(configOf(options), context, { needs: code });
  const prepared = await gateway.checker.prepare(code);
  if (prepared.status === "failed") {
    const { message, line = 1, column = 1 } = prepared.error;
    const text = `SYNTAX: ${message}\n${codeFrame(code, line, column)}`;
    context.print(options.json === true ? JSON.stringify({ status: "failed", error: prepared.error }) : text);
    context.fail();
    return;
  }
  const report = await gateway.checker.check(prepared, gateway.runtime.catalog);
  context.print(options.json === true ? JSON.stringify(report, undefined, 2) : formatReport(report) || "No findings.");
  if (report.status === "failed") {
    context.fail();
  }
}
