import { mkdirSync, writeFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { DEFAULT_DRAIN_MS, DEFAULT_LISTEN, type GatewayConfig } from "./load-config.ts";
import type { ServerConfig } from "./server-config.ts";

const require = createRequire(import.meta.url);

const WELCOME = `This folder belongs to Postern's sample configuration.
Scripts reach it through the namespace "filesystem".
`;

/**
 * A configuration to try Postern with: three public MCP servers that come with it. Makes the folder that the filesystem
 * server serves.
 * @param directory - where the sample keeps its files. Default: `.postern/sample` in the working directory
 */
export function sampleConfig(directory: string = join(".postern", "sample")): GatewayConfig {
  const files = resolve(directory, "files");
  mkdirSync(files, { recursive: true });
  const welcome = join(files, "README.txt");
  if (!existsSync(welcome)) {
    writeFileSync(welcome, WELCOME);
  }
  const server = (name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ServerConfig => ({
    type: "stdio",
    command: process.execPath,
    args: [require.resolve(`@modelcontextprotocol/server-${name}/dist/index.js`), ...args],
    env,
    cwd: files,
  });
  return {
    servers: {
      everything: server("everything", []),
      filesystem: server("filesystem", [files]),
      memory: server("memory", [], { MEMORY_FILE_PATH: resolve(directory, "memory.jsonl") }),
    },
    openapi: {},
    directory: files,
    sandbox: { driver: "quickjs", isolation: "process" },
    budget: {},
    check: "error",
    observe: true,
    listen: DEFAULT_LISTEN,
    drainMs: DEFAULT_DRAIN_MS,
    log: {},
    clients: {},
  };
}
