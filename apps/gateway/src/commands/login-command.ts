import { errorMessage } from "@postern/core";
import { loginUpstream } from "@postern/source-mcp";
import type { Command } from "commander";
import { loadConfig, type GatewayConfig } from "../config/load-config.ts";
import { loginServer } from "../login/login-server.ts";
import { loginStatuses, type LoginStatus } from "../login/login-status.ts";
import { createLoginScreen } from "../login/show-login.ts";
import { createServerSource } from "../sources/create-sources.ts";
import { openCredentials } from "../state/credentials.ts";
import type { CommandContext } from "./command-context.ts";
import { formatTable } from "./format-table.ts";

interface LoginOptions {
  readonly config?: string;
  readonly browser: boolean;
  readonly json?: boolean;
}

/** `postern login [NAME]`: logs a person in at a server, or lists who is logged in where. */
export function addLoginCommand(program: Command, context: CommandContext): void {
  program
    .command("login")
    .description("log in to a server in the browser, once; without a name, list the remote servers and their logins")
    .argument("[name]", "the server's name")
    .option("--no-browser", "print the address and open no browser")
    .option("--json", "without a name: print the list as JSON")
    .action(async (name: string | undefined, options: LoginOptions) => {
      const config = loadConfig(options.config);
      await (name === undefined ? list(config, options, context) : login(name, { config, options, context }));
    });
}

async function list({ servers }: GatewayConfig, { json }: LoginOptions, context: CommandContext): Promise<void> {
  const statuses = await loginStatuses(servers, openCredentials());
  const rows = statuses.map((status) => [status.name, status.auth, loginWord(status), status.url]);
  context.print(
    json === true
      ? JSON.stringify(statuses, undefined, 2)
      : formatTable([["SERVER", "AUTH", "LOGIN", "URL"], ...rows]).join("\n"),
  );
}

function loginWord({ auth, isLoggedIn, isRenewable, expiresAt }: LoginStatus): string {
  if (auth !== "oauth") {
    return "not needed";
  }
  if (!isLoggedIn) {
    return "none";
  }
  const isExpired = expiresAt !== undefined && isRenewable !== true && Date.parse(expiresAt) < Date.now();
  return isExpired ? "expired" : "logged in";
}

interface Login {
  readonly config: GatewayConfig;
  readonly options: LoginOptions;
  readonly context: CommandContext;
}

async function login(name: string, { config, options, context }: Login): Promise<void> {
  const transport = loginServer(config, name);
  const store = openCredentials();
  {
    using screen = createLoginScreen({
      opensBrowser: options.browser,
      report: context.report,
      input: process.stdin,
    });
    await loginUpstream({ namespace: name, transport, store, openBrowser: (url) => screen.show(url) });
  }
  await using source = createServerSource(name, transport, { credentialStore: store });
  try {
    const tools = await source.listTools();
    context.report(`Logged in to ${name}: ${tools.length} tools. A gateway that runs takes the login over by itself.`);
  } catch (error) {
    context.report(`Logged in to ${name}, but it does not answer: ${errorMessage(error)}`);
    context.fail();
  }
}
