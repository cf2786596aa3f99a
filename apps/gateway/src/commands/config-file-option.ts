import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { DEFAULT_CONFIG_FILES } from "../config/load-config.ts";

/** The configuration to change: the one named, else the one that would be read, else a new `postern.json`. */
export function configPath(file: string | undefined): string {
  return resolve(file ?? DEFAULT_CONFIG_FILES.find((name) => existsSync(name)) ?? "postern.json");
}

/** The key that servers stand under in a configuration: VS Code's files use `servers`. */
export function serversKey(content: Readonly<Record<string, unknown>>): "mcpServers" | "servers" {
  return "servers" in content && !("mcpServers" in content) ? "servers" : "mcpServers";
}
