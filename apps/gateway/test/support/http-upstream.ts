import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";

/** An MCP server over HTTP that a test looks into. */
export interface HttpUpstream extends AsyncDisposable {
  readonly url: string;
  /** What it was sent: each request's address and headers. */
  readonly received: { readonly url: string; readonly headers: IncomingMessage["headers"] }[];
  /** Resolves when `wait` was called. */
  readonly waiting: Promise<void>;
  /** Lets `wait` answer. */
  release(): void;
}

/**
 * Starts a server with the tools `meta` (answers the `_meta` it was called with), `wait` (answers when told to), and
 * `quote`, which fails and says all that it was sent, credentials included.
 */
export async function startHttpUpstream(): Promise<HttpUpstream> {
  const received: HttpUpstream["received"] = [];
  const waiting = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const handle = toNodeHandler(
    createMcpHandler(() => {
      const server = new McpServer({ name: "upstream", version: "1.0.0" });
      const say = (text: string) => ({ content: [{ type: "text" as const, text }] });
      server.registerTool("meta", {}, (context) => say(JSON.stringify(context.mcpReq._meta ?? {})));
      server.registerTool("wait", {}, async () => {
        waiting.resolve();
        await released.promise;
        return say("released");
      });
      server.registerTool("quote", {}, () => ({
        ...say(`I was sent ${JSON.stringify(received.at(-1))}`),
        isError: true,
      }));
      return server;
    }),
  );
  const server = createServer((request, response) => {
    const url = request.url ?? "/";
    received.push({ url, headers: request.headers });
    handle(Object.assign(request, { method: request.method ?? "GET", url }), response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    received,
    waiting: waiting.promise,
    release: () => released.resolve(),
    async [Symbol.asyncDispose]() {
      released.resolve();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
