import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CLI,
  createBareWorkspace,
  type HttpGateway,
  startHttpGateway,
  type Workspace,
} from "../support/gateway-process.ts";
import { send } from "../support/raw-request.ts";

const LEGACY = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];
const MODERN = "2026-07-28";
const UNKNOWN = "2099-01-01";

interface Message {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** How a connection of the generation up to 2025-11-25 begins. */
function initialize(protocolVersion: string): Message {
  const clientInfo = { name: "test", version: "1.0.0" };
  return { method: "initialize", params: { protocolVersion, capabilities: {}, clientInfo } };
}

/** What a client asks first that speaks 2026-07-28. */
function discover(protocolVersion: string): Message {
  const envelope = {
    protocolVersion,
    clientInfo: { name: "test", version: "1.0.0" },
    clientCapabilities: {},
  };
  const named = Object.entries(envelope).map(([name, value]) => [`io.modelcontextprotocol/${name}`, value]);
  return { method: "server/discover", params: { _meta: Object.fromEntries(named) } };
}

let workspace: Workspace;
let gateway: HttpGateway;

beforeAll(async () => {
  workspace = await createBareWorkspace({ mcpServers: {} });
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
});

async function overHttp(message: Message): Promise<unknown> {
  const { _meta: meta } = message.params as { readonly _meta?: Readonly<Record<string, string>> };
  const version = meta?.["io.modelcontextprotocol/protocolVersion"];
  const headers: Record<string, string> =
    version === undefined ? {} : { "mcp-protocol-version": version, "mcp-method": message.method };
  const { text } = await send(gateway.url, headers, JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }));
  return JSON.parse(/^data: (?<json>.+)$/mu.exec(text)?.groups?.["json"] ?? text);
}

/** A process for each message: over stdio the first one says which generation the connection speaks. */
async function overStdio(message: Message): Promise<unknown> {
  const args = [...CLI, "serve", "--stdio", "--config", workspace.configFile];
  const env = { ...process.env, POSTERN_HOME: join(workspace.directory, "home") };
  const child = spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(child, "close");
  child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, ...message })}\n`);
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  child.stdin.end();
  await ended;
  return JSON.parse(line);
}

describe.each([
  ["HTTP", overHttp],
  ["stdio", overStdio],
] as const)("over %s", (_door, ask) => {
  it.each(LEGACY)("speaks %s with a client that initializes with it", async (version) => {
    expect(await ask(initialize(version))).toMatchObject({
      result: { protocolVersion: version, serverInfo: { name: "postern" }, capabilities: { tools: {} } },
    });
  });

  it("offers its latest of that generation to a client that initializes with one it does not know", async () => {
    expect(await ask(initialize(UNKNOWN))).toMatchObject({ result: { protocolVersion: LEGACY.at(-1) } });
  });

  it("says to a client that asks for discovery that it speaks 2026-07-28", async () => {
    expect(await ask(discover(MODERN))).toMatchObject({
      result: { supportedVersions: expect.arrayContaining([MODERN]), capabilities: { tools: {} } },
    });
  });

  it("says which revisions it speaks to a client whose requests have one that it does not know", async () => {
    expect(await ask(discover(UNKNOWN))).toMatchObject({
      id: 1,
      error: { code: -32_022, data: { supported: expect.arrayContaining([MODERN]), requested: UNKNOWN } },
    });
  });
});
