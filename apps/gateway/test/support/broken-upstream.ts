import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json as bodyOf } from "node:stream/consumers";

/** An upstream over HTTP whose connections and sessions a test can break. */
export interface BrokenUpstream extends AsyncDisposable {
  readonly url: string;
  /** The tools that were called, in order: those that were carried out, not those that were refused. */
  readonly calls: string[];
  /** From now on the sessions that were made are unknown. */
  forgetSessions(): void;
}

interface Message {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly name?: string };
}

const TOOLS = ["echo", "pid", "drop"].map((name) => ({ name, inputSchema: { type: "object" } }));

/** Starts it. It speaks 2025-11-25 with sessions, without any SDK: `drop` closes the connection instead of answering. */
export async function startBrokenUpstream(): Promise<BrokenUpstream> {
  const sessions = new Set<string>();
  const calls: string[] = [];
  const results: Readonly<Record<string, (message: Message) => object>> = {
    initialize: () => ({
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "broken", version: "1.0.0" },
    }),
    ping: () => ({}),
    "tools/list": () => ({ tools: TOOLS }),
    "tools/call": ({ params }) => ({ content: [{ type: "text", text: params?.name ?? "" }] }),
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== "POST") {
      response.writeHead(request.method === "DELETE" ? 200 : 405).end();
      return;
    }
    const message = (await bodyOf(request)) as Message;
    const result = results[message.method];
    const session = message.method === "initialize" ? randomUUID() : String(request.headers["mcp-session-id"]);
    if (message.method === "initialize") {
      sessions.add(session);
    }
    if (result !== undefined && !sessions.has(session)) {
      response.writeHead(404).end("unknown session");
    } else if (message.id === undefined) {
      response.writeHead(202).end();
    } else {
      if (message.method === "tools/call") {
        calls.push(message.params?.name ?? "");
      }
      if (message.params?.name === "drop") {
        request.socket.destroy();
        return;
      }
      const body =
        result === undefined ? { error: { code: -32_601, message: "Unknown" } } : { result: result(message) };
      response.writeHead(200, { "content-type": "application/json", "mcp-session-id": session });
      response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, ...body }));
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    calls,
    forgetSessions: () => sessions.clear(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
