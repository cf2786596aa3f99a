// Starts a gateway, uses it and ends it, again and again, each time by another signal; then looks for what it left.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { startGateway } from "./gateway-process.ts";
import { isRunning, processTree } from "./process-tree.ts";
import { entryOf } from "./server-list.ts";

const SIGNALS: readonly NodeJS.Signals[] = ["SIGTERM", "SIGINT", "SIGKILL"];
/** How long what a killed gateway started may take to notice. */
const GRACE_MS = 10_000;

/** Answers whether no process was left. */
export async function cycle(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options: { cycles: { type: "string", default: "50" } } });
  const count = Number(values.cycles);
  const directory = mkdtempSync(join(tmpdir(), "postern-cycles-"));
  const configFile = join(directory, "postern.json");
  const everything = { command: process.execPath, args: [entryOf("@modelcontextprotocol/server-everything")] };
  const silent = { command: "sleep", args: ["1000"], limits: { connectTimeoutMs: 500 } };
  writeFileSync(configFile, JSON.stringify({ mcpServers: { everything, other: everything, silent } }));
  let seen = 0;
  let left = 0;
  try {
    for (let index = 0; index < count; index += 1) {
      const signal = SIGNALS[index % SIGNALS.length] ?? "SIGTERM";
      const tree = await useOnce(directory, configFile, signal);
      seen += tree.length;
      const leftHere = await remaining(tree);
      left += leftHere.length;
      if (leftHere.length > 0) {
        console.log(`Left by ${signal}: ${leftHere.join(", ")}`);
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  console.log(`${count} cycles by ${SIGNALS.join(", ")} in turn: ${seen} processes started, ${left} left`);
  return left === 0 && seen >= 5 * count;
}

/** Answers the processes that there were just before the end. */
async function useOnce(directory: string, configFile: string, signal: NodeJS.Signals): Promise<readonly number[]> {
  const gateway = await startGateway({ directory, configFile, isProfiled: false });
  const client = new Client({ name: "cycles", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url)));
  await client.callTool({ name: "execute", arguments: { code: 'return await everything.echo({ message: "hi" })' } });
  await client.close();
  const tree = processTree(gateway.pid);
  await gateway.end(signal);
  return tree;
}

async function remaining(pids: readonly number[]): Promise<readonly number[]> {
  const endsAtMs = performance.now() + GRACE_MS;
  while (performance.now() < endsAtMs && pids.some(isRunning)) {
    await delay(20);
  }
  return pids.filter(isRunning);
}
