import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ConfigFile } from "../../src/config/config-schema.ts";
import { COMPILE_CACHE } from "./compile-cache.ts";

const require = createRequire(import.meta.url);

/** The command line, run from source. */
export const CLI: readonly string[] = ["--no-warnings", fileURLToPath(new URL("../../src/cli.ts", import.meta.url))];

/** This process's environment without a wish for colours: a runner that has one hands `FORCE_COLOR` on to all it starts. */
export const PLAIN_ENVIRONMENT: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: "1" };

/** A folder of its own with a configuration of the three sample servers. Disposing it removes the folder. */
export interface Workspace extends AsyncDisposable {
  readonly directory: string;
  /** The folder that the filesystem server serves. */
  readonly files: string;
  readonly configFile: string;
}

/** Makes a workspace whose `postern.json` names the real servers and, besides, whatever `extra` says. */
export function createWorkspace(extra: ConfigFile = {}): Promise<Workspace> {
  return createFolder((directory, files) => {
    const server = (name: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => ({
      command: process.execPath,
      args: [require.resolve(`@modelcontextprotocol/server-${name}/dist/index.js`), ...args],
      env: { ...COMPILE_CACHE, ...env },
    });
    return {
      ...extra,
      mcpServers: {
        everything: server("everything"),
        filesystem: server("filesystem", [files]),
        memory: server("memory", [], { MEMORY_FILE_PATH: join(directory, "memory.jsonl") }),
        ...extra.mcpServers,
      },
    };
  });
}

/** Makes a workspace whose `postern.json` says just this. */
export function createBareWorkspace(config: ConfigFile): Promise<Workspace> {
  return createFolder(() => config);
}

async function createFolder(configOf: (directory: string, files: string) => ConfigFile): Promise<Workspace> {
  const directory = await mkdtemp(join(tmpdir(), "postern-e2e-"));
  const files = join(directory, "files");
  await mkdir(files);
  const configFile = join(directory, "postern.json");
  await writeFile(configFile, JSON.stringify(configOf(directory, files)));
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
  /** All that it wrote so far, on either stream. */
  readonly written: { stdout: string; stderr: string };
  /** Resolves with its exit code once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Starts `postern serve --http 127.0.0.1:0` and waits for its URL. */
export async function startHttpGateway(
  args: readonly string[],
  cwd: string,
  extraEnv: Readonly<Record<string, string>> = {},
): Promise<HttpGateway> {
  const command = [...CLI, "serve", "--http", "127.0.0.1:0", ...args];
  const env = { ...PLAIN_ENVIRONMENT, POSTERN_HOME: join(cwd, "home"), ...extraEnv };
  const child = spawn(process.execPath, command, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (written.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (written.stderr += chunk.toString()));
  const ended = once(child, "close").then(() => child.exitCode);
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Postern serves at (?<url>\S+)$/u.exec(line)?.groups?.["url"];
    if (url !== undefined) {
      child.stdout.resume();
      return {
        url,
        process: child,
        written,
        ended,
        async [Symbol.asyncDispose]() {
          child.kill("SIGTERM");
          await ended;
        },
      };
    }
  }
  throw new Error(`The gateway ended before it served:\n${written.stderr}`);
}

/** Waits until the gateway has logged something like it, and answers the groups. */
export async function untilLogged(gateway: HttpGateway, pattern: RegExp): Promise<Readonly<Record<string, string>>> {
  for (;;) {
    const match = pattern.exec(gateway.written.stderr);
    if (match !== null) {
      return match.groups ?? {};
    }
    if (gateway.process.stderr === null) {
      throw new Error("The gateway's stderr is not piped.");
    }
    await once(gateway.process.stderr, "data");
  }
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
  const env = { ...PLAIN_ENVIRONMENT, POSTERN_HOME: join(options.cwd, "home"), ...options.env };
  const child = spawn(process.execPath, [...CLI, ...args], { cwd: options.cwd, env, stdio: "pipe" });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  child.stdin.end(options.input ?? "");
  await once(child, "close");
  return { code: child.exitCode, ...output };
}
