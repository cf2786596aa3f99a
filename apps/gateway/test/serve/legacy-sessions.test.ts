import { once } from "node:events";
import { request as connectTo } from "node:http";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { McpServer, createMcpHandler } from "@modelcontextprotocol/server";
import { afterEach, beforeEach, expect, it } from "vitest";
import { formatAddress } from "../../src/serve/listen-address.ts";
import { type HttpServer, serveHttp } from "../../src/serve/http-server.ts";
import { createLegacySessions, type LegacySessions } from "../../src/serve/legacy-sessions.ts";
import { send, toolCall } from "../support/raw-request.ts";

const MAX_SESSIONS = 2;
let sessions: LegacySessions;
let server: HttpServer;
let url: string;
let drainedInTime: boolean;
/** Resolves with the signal of a call of `wait`. */
let waiting: PromiseWithResolvers<AbortSignal>;

beforeEach(async () => {
  drainedInTime = true;
  waiting = Promise.withResolvers();
  sessions = createLegacySessions({
    serverFor: (client) => createServer(client).server,
    maxRequestBytes: 1000,
    onError: () => undefined,
    maxSessions: MAX_SESSIONS,
  });
  const stateless = createMcpHandler(() => createServer("none"));
  server = await serveHttp({
    address: { host: "127.0.0.1", port: 0 },
    fetch: async (request) =>
      (await sessions.answer(request, { client: request.headers.get("x-client") ?? "local" })) ??
      stateless.fetch(request),
    onError: () => undefined,
    drainMs: 10_000,
    onDrainTimeout: async () => void (drainedInTime = false),
  });
  url = `http://${formatAddress(server.address)}/mcp`;
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await sessions[Symbol.asyncDispose]();
});

/** A server that says which client's session it serves: none, where it was made for one request. */
function createServer(client: string): McpServer {
  const mcp = new McpServer({ name: "test", version: "1.0.0" }, { capabilities: { tools: { listChanged: true } } });
  mcp.registerTool("whose", {}, () => ({ content: [{ type: "text", text: client }] }));
  mcp.registerTool("ask", {}, async ({ mcpReq }) => {
    const requestedSchema = { type: "object", properties: { name: { type: "string" } } } as const;
    const { content } = await mcpReq.elicitInput({ mode: "form", message: "Who?", requestedSchema });
    return { content: [{ type: "text", text: JSON.stringify(content) }] };
  });
  mcp.registerTool("wait", {}, async ({ mcpReq: { signal } }) => {
    waiting.resolve(signal);
    await once(signal, "abort");
    return { content: [] };
  });
  return mcp;
}

interface Connected extends AsyncDisposable {
  readonly client: Client;
  readonly sessionId: string;
}

/** The official client of the older SDK, with a person who answers, and its stream of changes open. */
async function connect(name = "local"): Promise<Connected> {
  const client = new Client({ name: "person", version: "1.0.0" }, { capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: "accept", content: { name: "Ada" } }));
  const isListening = Promise.withResolvers<void>();
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { "x-client": name } },
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      if (init?.method === "GET") {
        isListening.resolve();
      }
      return answer;
    },
  });
  await client.connect(transport);
  await isListening.promise;
  return { client, sessionId: transport.sessionId ?? "", [Symbol.asyncDispose]: () => client.close() };
}

function textOf(result: object): string {
  return JSON.stringify((result as { readonly content?: unknown }).content);
}

it("lets the person be asked while a call is under way", async () => {
  await using person = await connect();
  expect(textOf(await person.client.callTool({ name: "ask" }))).toContain("Ada");
});

it("tells the clients that are concerned of changed tools", async () => {
  await using concerned = await connect("concerned");
  await using other = await connect("other");
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  other.client.setNotificationHandler(ToolListChangedNotificationSchema, () => void told.push("other"));
  concerned.client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    told.push("concerned");
    resolve();
  });
  sessions.announceChange("concerned", "tools");
  await promise;
  await other.client.ping();
  expect(told).toEqual(["concerned"]);
});

it("ends a call whose client hangs up", async () => {
  await using person = await connect();
  const headers = {
    "mcp-session-id": person.sessionId,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const call = connectTo(url, { method: "POST", headers });
  call.on("error", () => undefined);
  call.end(toolCall("wait", {}));
  const signal = await waiting.promise;
  const aborted = once(signal, "abort");
  call.destroy();
  await aborted;
  expect(signal.reason).toBe("The client hung up.");
});

it("serves a session for its own client only; whoever else names it is served without", async () => {
  await using owner = await connect("owner");
  const call = (name: string): ReturnType<typeof send> =>
    send(url, { "mcp-session-id": owner.sessionId, "x-client": name }, toolCall("whose", {}));
  expect((await call("owner")).text).toContain('"text":"owner"');
  expect((await call("thief")).text).toContain('"text":"none"');
  const stolen = await fetch(url, { method: "DELETE", headers: { "mcp-session-id": owner.sessionId } });
  expect(stolen.status).toBe(405);
  expect(textOf(await owner.client.callTool({ name: "whose" }))).toContain("owner");
});

it("uses no session whose client has not said here that it is initialized", async () => {
  const begun = await send(url, {});
  const sessionId = String(begun.headers["mcp-session-id"]);
  const call = (): ReturnType<typeof send> => send(url, { "mcp-session-id": sessionId }, toolCall("whose", {}));
  expect((await call()).text).toContain('"text":"none"');
  const initialized = JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" });
  expect((await send(url, { "mcp-session-id": sessionId }, initialized)).status).toBe(202);
  expect((await call()).text).toContain('"text":"local"');
});

it("keeps as many sessions of a client as it may, and at one more forgets the one used longest ago", async () => {
  await using first = await connect();
  await using second = await connect();
  await using stranger = await connect("stranger");
  const whose = async ({ client }: Connected): Promise<string> => textOf(await client.callTool({ name: "whose" }));
  expect(await whose(second)).toContain("local");
  expect(await whose(first)).toContain("local");
  await using third = await connect();
  expect(await whose(second)).toContain("none");
  expect(await whose(first)).toContain("local");
  expect(await whose(third)).toContain("local");
  expect(await whose(stranger)).toContain("stranger");
});

it("finishes what is under way with cancellations of the session, and takes nothing else", async () => {
  await using person = await connect();
  const call = person.client.callTool({ name: "wait" });
  call.catch(() => undefined);
  const signal = await waiting.promise;
  const aborted = once(signal, "abort");
  const finish = (message: object, sessionId = person.sessionId): Promise<Response | undefined> => {
    const accept = "application/json, text/event-stream";
    const headers = { "mcp-session-id": sessionId, "content-type": "application/json", accept };
    const init = { method: "POST", headers, body: JSON.stringify({ jsonrpc: "2.0", ...message }) };
    return sessions.finish(new Request(url, init), { client: "local" });
  };
  expect(await finish({ id: 9, method: "tools/call", params: { name: "whose" } })).toBeUndefined();
  const cancel = { method: "notifications/cancelled", params: { requestId: 1 } };
  expect(await finish(cancel, "another")).toBeUndefined();
  expect(signal.aborted).toBe(false);
  expect((await finish(cancel))?.status).toBe(202);
  await aborted;
});

it("answers 404 in a session that its client has ended", async () => {
  const begun = await connect();
  await (begun.client.transport as StreamableHTTPClientTransport).terminateSession();
  const after = await send(url, { "mcp-session-id": begun.sessionId }, toolCall("whose", {}));
  expect(after.status).toBe(404);
  await begun[Symbol.asyncDispose]();
});

it("leaves a body that is too long, or no JSON, to others", async () => {
  expect((await send(url, {}, '"'.padEnd(2000, "x"))).status).toBe(400);
  expect((await send(url, {}, "{")).status).toBe(400);
});

it("does not hold up the end of the server with its streams of changes", async () => {
  await using _person = await connect();
  await server[Symbol.asyncDispose]();
  expect(drainedInTime).toBe(true);
});
