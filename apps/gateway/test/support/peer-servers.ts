import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ConfigFile, StdioServerEntry } from "../../src/config/config-schema.ts";
import { COMPILE_CACHE } from "./compile-cache.ts";

/** The program of an MCP server with everything that a source may meet. */
export function peerProgram(name: "legacy-stdio" | "modern-stdio" | "http-upstreams"): string {
  return fileURLToPath(new URL(`../../../../packages/source-mcp/test/fixtures/${name}.ts`, import.meta.url));
}

/** Such a server, as a configuration names it. */
export function peerServer(name: "legacy-stdio" | "modern-stdio", ...flags: readonly string[]): StdioServerEntry {
  return { command: process.execPath, args: ["--no-warnings", peerProgram(name), ...flags], env: COMPILE_CACHE };
}

/** The same server as every kind of upstream there is. */
export interface PeerServers extends AsyncDisposable {
  /** By namespace, as a configuration names them. */
  readonly entries: NonNullable<ConfigFile["mcpServers"]>;
}

/** Starts those that are reached over HTTP, in one process; a gateway starts the others. */
export async function startPeerServers(): Promise<PeerServers> {
  const child = spawn(process.execPath, ["--no-warnings", peerProgram("http-upstreams")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const urls = JSON.parse(line) as Readonly<Record<"legacy" | "sse" | "both" | "modern", string>>;
  return {
    entries: {
      legacy_stdio: peerServer("legacy-stdio"),
      legacy_http: { url: urls.legacy },
      legacy_sse: { url: urls.sse },
      both_http: { url: urls.both },
      modern_http: { url: urls.modern },
      modern_stdio: peerServer("modern-stdio", "--modern-only"),
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
