import { join } from "node:path";
import { createFileCredentialStore, type CredentialStore } from "@postern/source-mcp";
import { stateDirectories } from "./state-directories.ts";

/** Where the tokens of logins lie, in files that only their owner can read. */
export function credentialsDirectory(): string {
  return join(stateDirectories().data, "credentials");
}

/** The tokens of logins. */
export function openCredentials(): CredentialStore {
  return createFileCredentialStore(credentialsDirectory());
}
