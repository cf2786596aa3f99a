import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ConfigFile } from "../../src/config/config-schema.ts";

const require = createRequire(import.meta.url);

/** The command line, run from source. */
export const CLI: readonly string[] = ["--no-warnings", fileURLToPath(new URL("../../src/cli.ts", import.meta.url))];

/** A folder of its own with a configuration of the three sample servers. Disposing it removes the folder. */
export interface Workspace extends AsyncDisposable {
  readonly directory: string;
  /** The folder that the filesystem server serves. */
  readonly files: string;
  readonly configFile: string;
}

/** Makes a workspace whose `postern.json` names the real servers and, besides, whatever `extra` says. */
export async function createWorkspace(extra: ConfigFile = {}): Promise<Workspace> {
  const directory = await mkdtemp(join(tmpdir(), "postern-e2e-"));
  const files = join(directory, "files");
  await mkdir(files);
  const configFile = join(directory, "postern.json");
  const server = (name: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => ({
    command: process.execPath,
    args: [require.resolve(`@modelcontextprotocol/server-${name}/dist/index.js`), ...args],
    env,
  });
  const config: ConfigFile = {
    ...extra,
    mcpServers: {
      everything: server("everything"),
      filesystem: server("filesystem", [files]),
      memory: server("memory", [], { MEMORY_FILE_PATH: join(directory, "memory.jsonl") }),
      ...extra.mcpServers,
    },
  };
  await writeFile(configFile, JSON.stringify(config));
  return {
    directory,
    files,
    configFile,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A gateway process that listens on HTTP. Disposing it ends it and waits. */
export interface HttpGateway extends AsyncDisposable {
  readonly url: string;
  readonly process: ChildProcess;
}

/** Starts `postern serve --http 127.0.0.1:0` and waits for its URL. */
export async function startHttpGateway(args: readonly string[], cwd: string): Promise<HttpGateway> {
  const command = [...CLI, "serve", "--http", "127.0.0.1:0", ...args];
  const env = { ...process.env, POSTERN_HOME: join(cwd, "home") };
  const child = spawn(process.execPath, command, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const stderr: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk.toString()));
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Postern serves at (?<url>\S+)$/u.exec(line)?.groups?.["url"];
    if (url !== undefined) {
      child.stdout.resume();
      return {
        url,
        process: child,
        async [Symbol.asyncDispose]() {
          child.kill("SIGTERM");
          await exited;
        },
      };
    }
  }
  throw new Error(`The gateway ended before it served:\n${stderr.join("")}`);
}

/** What a finished command left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `postern ARGS` to its end. */
export async function runCli(
  args: readonly string[],
  options: { readonly cwd: string; readonly input?: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Finished> {
  const env = { ...process.env, POSTERN_HOME: join(options.cwd, "home"), ...options.env };
  const child = spawn(process.execPath, [...CLI, ...args], { cwd: options.cwd, env, stdio: "pipe" });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  child.stdin.end(options.input ?? "");
  await once(child, "close");
  return { code: child.exitCode, ...output };
}
