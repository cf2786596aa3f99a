import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  createBareWorkspace,
  type HttpGateway,
  startHttpGateway,
  untilLogged,
  type Workspace,
} from "../support/gateway-process.ts";
import { type HttpUpstream, startHttpUpstream } from "../support/http-upstream.ts";
import { peerProgram } from "../support/peer-servers.ts";
import { execute, type RawAnswer, send } from "../support/raw-request.ts";

let upstream: HttpUpstream;
let workspace: Workspace;
let gateway: HttpGateway;

beforeEach(async () => {
  upstream = await startHttpUpstream();
});

afterEach(async () => {
  await gateway[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

/** An execution under way on a gateway that was asked to end. */
async function executeWhileDraining(drainMs: number): Promise<{ readonly answer: Promise<RawAnswer> }> {
  workspace = await createBareWorkspace({ mcpServers: { upstream: { url: upstream.url } }, drainMs });
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
  const answer = send(gateway.url, {}, execute("return await upstream.wait({})"));
  await upstream.waiting;
  gateway.process.kill("SIGTERM");
  await untilLogged(gateway, /"msg":"closing"/u);
  return { answer };
}

it("lets what is under way finish, takes nothing new, and says first that it is not ready", async () => {
  const { answer } = await executeWhileDraining(60_000);
  const { origin } = new URL(gateway.url);
  const ready = await send(`${origin}/readyz`, {});
  expect(ready).toMatchObject({ status: 503, text: expect.stringContaining('"isDraining":true') as string });
  expect((await send(`${origin}/healthz`, {})).status).toBe(200);
  expect(await send(gateway.url, {}, execute("return 1"))).toMatchObject({
    status: 503,
    headers: { "retry-after": "1" },
    text: expect.stringContaining("shutting down") as string,
  });
  upstream.release();
  expect(await answer).toMatchObject({ status: 200, text: expect.stringContaining("released") as string });
  expect(await gateway.ended).toBe(0);
});

it("tells whoever is not finished in time, and ends", async () => {
  const { answer } = await executeWhileDraining(1);
  const { status, text } = await answer;
  expect(status).toBe(200);
  expect(text).toContain("ABORTED");
  expect(text).toContain("Postern is shutting down");
  expect(await gateway.ended).toBe(0);
});

it("takes the answer of an older client's person, for whom work under way waits", async () => {
  const peer = { command: process.execPath, args: ["--no-warnings", peerProgram("legacy-stdio")] };
  workspace = await createBareWorkspace({ mcpServers: { peer }, drainMs: 60_000 });
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
  const client = new Client({ name: "person", version: "1.0.0" }, { capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler(ElicitRequestSchema, async () => {
    gateway.process.kill("SIGTERM");
    await untilLogged(gateway, /"msg":"closing"/u);
    return { action: "accept", content: { name: "Ada" } };
  });
  await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url)));
  const answer = await client.callTool({ name: "execute", arguments: { code: "return await peer.ask({})" } });
  expect(JSON.stringify(answer.content)).toContain("Ada");
  expect(await gateway.ended).toBe(0);
  await client.close();
});
