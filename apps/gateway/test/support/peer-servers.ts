import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ConfigFile } from "../../src/config/config-schema.ts";

/** The program of an MCP server with everything that a source may meet. */
export function peerProgram(name: "legacy-stdio" | "modern-stdio" | "http-upstreams"): string {
  return fileURLToPath(new URL(`../../../../packages/source-mcp/test/fixtures/${name}.ts`, import.meta.url));
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
  const program = (...args: readonly string[]) => ({ command: process.execPath, args: ["--no-warnings", ...args] });
  return {
    entries: {
      legacy_stdio: program(peerProgram("legacy-stdio")),
      legacy_http: { url: urls.legacy },
      legacy_sse: { url: urls.sse },
      both_http: { url: urls.both },
      modern_http: { url: urls.modern },
      modern_stdio: program(peerProgram("modern-stdio"), "--modern-only"),
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
