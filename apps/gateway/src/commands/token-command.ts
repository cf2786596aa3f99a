import type { Command } from "commander";
import { createToken, hashToken } from "../door/client-tokens.ts";
import { readJsonFile, withValue, writeJsonFile } from "../setup/json-file.ts";
import type { CommandContext } from "./command-context.ts";
import { configPath } from "./config-file-option.ts";

/** `postern token NAME`: a new bearer token for one client. */
export function addTokenCommand(program: Command, context: CommandContext): void {
  program
    .command("token")
    .description("make a bearer token for a client: prints it once, and keeps only its hash in the configuration")
    .argument("<client>", "the client's name; a token it had before stops working")
    .option("--json", "print the client, its token and the file as JSON")
    .action(async (client: string, options: { readonly config?: string; readonly json?: boolean }) => {
      const token = createToken();
      const file = readJsonFile(configPath(options.config));
      await writeJsonFile(withValue(file, ["clients", client, "tokenHash"], hashToken(token)));
      context.print(options.json === true ? JSON.stringify({ client, token, file: file.path }, undefined, 2) : token);
      context.report(`${file.path} knows "${client}" now. Give it this header: Authorization: Bearer <token>`);
    });
}
