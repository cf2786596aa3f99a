import { Command } from "commander";
import type { CommandContext } from "./commands/command-context.ts";
import { version } from "./version.ts";

type AddCommand = (program: Command, context: CommandContext) => void;

/** Commands that read a configuration, and so may read the sample's. */
const READERS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import("./commands/serve-command.ts")).addServeCommand,
  search: async () => (await import("./commands/search-command.ts")).addSearchCommand,
  types: async () => (await import("./commands/types-command.ts")).addTypesCommand,
  run: async () => (await import("./commands/run-command.ts")).addRunCommand,
  check: async () => (await import("./commands/check-command.ts")).addCheckCommand,
  call: async () => (await import("./commands/call-command.ts")).addCallCommand,
  sources: async () => (await import("./commands/sources-command.ts")).addSourcesCommand,
  doctor: async () => (await import("./commands/doctor-command.ts")).addDoctorCommand,
};
/** Commands that change a configuration, or look beside it. */
const OTHERS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  add: async () => (await import("./commands/add-command.ts")).addAddCommand,
  remove: async () => (await import("./commands/remove-command.ts")).addRemoveCommand,
  import: async () => (await import("./commands/import-command.ts")).addImportCommand,
  connect: async () => (await import("./commands/connect-command.ts")).addConnectCommand,
  login: async () => (await import("./commands/login-command.ts")).addLoginCommand,
  logout: async () => (await import("./commands/logout-command.ts")).addLogoutCommand,
  token: async () => (await import("./commands/token-command.ts")).addTokenCommand,
  observed: async () => (await import("./commands/observed-command.ts")).addObservedCommand,
};

/**
 * The command line `postern`. Where the first word is a command, only that one is loaded: most need neither the protocol's
 * SDK nor what serves it.
 */
export async function createProgram(context: CommandContext, firstWord = ""): Promise<Command> {
  const program = new Command("postern")
    .description("A code-mode gateway for the Model Context Protocol: two tools instead of hundreds.")
    .version(version)
    .showHelpAfterError("(postern --help, or postern COMMAND --help, says more)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      writeErr: (text) => context.report(text.trimEnd()),
    });
  const isKnown = Object.hasOwn(READERS, firstWord) || Object.hasOwn(OTHERS, firstWord);
  const load = async (commands: typeof READERS): Promise<void> => {
    const wanted = Object.entries(commands).filter(([name]) => !isKnown || name === firstWord);
    const adders = await Promise.all(wanted.map(async ([, command]) => command()));
    adders.forEach((add) => add(program, context));
  };
  await load(READERS);
  for (const command of program.commands) {
    command.option("--sample", "the embedded sample configuration instead: three public servers to try Postern with");
  }
  await load(OTHERS);
  for (const command of program.commands) {
    command
      .option("--config <file>", "the configuration (default: postern.json, then .mcp.json, in the working directory)")
      .copyInheritedSettings(program);
  }
  return program;
}
