import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultServer } from "../support/fault-server.ts";
import { CLI, createBareWorkspace, startHttpGateway, type Workspace } from "../support/gateway-process.ts";
import { descendantsOf, untilGone } from "../support/process-tree.ts";
import { CLIENTS, type Endpoint } from "../support/test-clients.ts";

let workspace: Workspace;

beforeAll(async () => {
  // Children that ignore their stdin's end and SIGTERM, one of them with a child of its own.
  const limits = { shutdownGraceMs: 50 };
  workspace = await createBareWorkspace({
    mcpServers: { stubborn: faultServer(["--ignore-end"], limits), other: faultServer(["--ignore-end"], limits) },
  });
});

afterAll(() => workspace[Symbol.asyncDispose]());

/** Has a script run that starts a grandchild, so that sandbox, children and grandchild are all there. */
async function useGateway(endpoint: Endpoint): Promise<void> {
  await using client = await (CLIENTS["client 2.x"] as (typeof CLIENTS)[string])(endpoint);
  const answer = await client.callTool("execute", {
    code: "return (await Promise.all([stubborn.family({}), other.pid({})])).length",
  });
  expect(answer.isError ?? false).toBe(false);
}

// The processes are read from /proc, which Linux has.
describe.runIf(process.platform === "linux")("a gateway leaves no process behind", () => {
  it.each(["SIGTERM", "SIGINT", "SIGKILL"] as const)("when it is ended by %s", async (signal) => {
    await using gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
    await useGateway({ type: "http", url: gateway.url });
    const family = descendantsOf(gateway.process.pid ?? 0);
    // Two children, a grandchild, whoever watches over them, and the sandbox's.
    expect(family.length).toBeGreaterThanOrEqual(5);
    gateway.process.kill(signal);
    await untilGone(family);
  });

  it("when its client closes its stdin", async () => {
    const args = [...CLI, "serve", "--stdio", "--config", workspace.configFile];
    const env = { ...process.env, POSTERN_HOME: join(workspace.directory, "home") };
    const child = spawn(process.execPath, args, { cwd: workspace.directory, env, stdio: ["pipe", "pipe", "ignore"] });
    const call = { name: "execute", arguments: { code: "return await stubborn.family({})" } };
    const initialize = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } };
    for (const message of [
      { id: 1, method: "initialize", params: initialize },
      { method: "notifications/initialized" },
      { id: 2, method: "tools/call", params: call },
    ]) {
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    }
    let output = "";
    while (!output.includes('"id":2')) {
      const [chunk] = (await once(child.stdout, "data")) as [Buffer];
      output += chunk.toString();
    }
    const family = descendantsOf(child.pid ?? 0);
    expect(family.length).toBeGreaterThanOrEqual(5);
    const exited = once(child, "exit");
    child.stdin.end();
    await untilGone(family);
    expect(await exited).toEqual([0, null]);
  });
});
