import { Command } from "commander";
import { addCallCommand } from "./commands/call-command.ts";
import { addAddCommand } from "./commands/add-command.ts";
import { addConnectCommand } from "./commands/connect-command.ts";
import { addDoctorCommand } from "./commands/doctor-command.ts";
import { addImportCommand } from "./commands/import-command.ts";
import { addLoginCommand } from "./commands/login-command.ts";
import { addLogoutCommand } from "./commands/logout-command.ts";
import { addRemoveCommand } from "./commands/remove-command.ts";
import type { CommandContext } from "./commands/command-context.ts";
import { addRunCommand } from "./commands/run-command.ts";
import { addSearchCommand } from "./commands/search-command.ts";
import { addServeCommand } from "./commands/serve-command.ts";
import { addSourcesCommand } from "./commands/sources-command.ts";
import { addTokenCommand } from "./commands/token-command.ts";
import { addCheckCommand } from "./commands/check-command.ts";
import { addObservedCommand } from "./commands/observed-command.ts";
import { addTypesCommand } from "./commands/types-command.ts";
import { version } from "./version.ts";

type AddCommand = (program: Command, context: CommandContext) => void;

/** Commands that read a configuration, and so may read the sample's. */
const READERS: readonly AddCommand[] = [
  addServeCommand,
  addSearchCommand,
  addTypesCommand,
  addRunCommand,
  addCheckCommand,
  addCallCommand,
  addSourcesCommand,
  addDoctorCommand,
];
/** Commands that change a configuration, or look beside it. */
const OTHERS: readonly AddCommand[] = [
  addAddCommand,
  addRemoveCommand,
  addImportCommand,
  addConnectCommand,
  addLoginCommand,
  addLogoutCommand,
  addTokenCommand,
  addObservedCommand,
];

/** The command line `postern`. */
export function createProgram(context: CommandContext): Command {
  const program = new Command("postern")
    .description("A code-mode gateway for the Model Context Protocol: two tools instead of hundreds.")
    .version(version)
    .showHelpAfterError("(postern --help, or postern COMMAND --help, says more)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      writeErr: (text) => context.report(text.trimEnd()),
    });
  READERS.forEach((add) => add(program, context));
  for (const command of program.commands) {
    command.option("--sample", "the embedded sample configuration instead: three public servers to try Postern with");
  }
  OTHERS.forEach((add) => add(program, context));
  for (const command of program.commands) {
    command
      .option("--config <file>", "the configuration (default: postern.json, then .mcp.json, in the working directory)")
      .copyInheritedSettings(program);
  }
  return program;
}
