import { logoutUpstream } from "@postern/source-mcp";
import type { Command } from "commander";
import { loadConfig } from "../config/load-config.ts";
import { loginServer } from "../login/login-server.ts";
import { openCredentials } from "../state/credentials.ts";
import type { CommandContext } from "./command-context.ts";

const REPORTS = {
  revoked: "The authorization server revoked its tokens.",
  forgotten: "The authorization server does not revoke tokens: what was copied stays valid until it expires.",
  none: "Nobody was logged in.",
} as const;

/** `postern logout NAME`: forgets a login. */
export function addLogoutCommand(program: Command, context: CommandContext): void {
  program
    .command("logout")
    .description("forget the login to a server, and have its tokens revoked where the server offers that")
    .argument("<name>", "the server's name")
    .action(async (name: string, options: { readonly config?: string }) => {
      const transport = loginServer(loadConfig(options.config), name);
      const outcome = await logoutUpstream({ transport, store: openCredentials() });
      context.report(`Logged out of ${name}. ${REPORTS[outcome]}`);
    });
}
