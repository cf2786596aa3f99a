import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { dirname, join } from "node:path";
import type { McpTransportOptions } from "../../src/index.ts";

const manifest = createRequire(import.meta.url).resolve("@modelcontextprotocol/server-everything/package.json");
const entry = join(dirname(manifest), "dist", "index.js");

/** How to reach a server, and how to end it. */
export interface RunningServer extends AsyncDisposable {
  readonly transport: McpTransportOptions;
}

/** Starts the reference server in one of its modes; over stdio the source starts it. */
export async function startEverything(mode: "stdio" | "http" | "sse"): Promise<RunningServer> {
  if (mode === "stdio") {
    const transport = { type: "stdio", command: process.execPath, args: [entry, "stdio"] } as const;
    return { transport, [Symbol.asyncDispose]: async () => undefined };
  }
  const port = await freePort();
  const child = spawn(process.execPath, [entry, mode === "http" ? "streamableHttp" : "sse"], {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = once(child, "exit");
  for await (const line of createInterface(child.stderr)) {
    if (line.includes(`port ${port}`)) {
      break;
    }
  }
  child.stderr.resume();
  return {
    transport: { type: "http", url: `http://127.0.0.1:${port}/${mode === "http" ? "mcp" : "sse"}` },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
