import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { createLegacyServer } from "../fixtures/legacy-tools.ts";
import { createModernServer } from "../fixtures/modern-tools.ts";
import { listen } from "./http-server.ts";
import type { HttpServer } from "./http-server.ts";

/** A server that can be made to misbehave. */
export interface HttpUpstream extends HttpServer {
  readonly url: string;
  /** Forgets every session. */
  forget(): void;
  /** Runs before each request; `true` means that it was answered. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Answers a request as usual, whose body was read already. */
  readonly handle: (request: IncomingMessage, response: ServerResponse, body: unknown) => void;
}

/** Streamable HTTP with sessions, made with the 1.x SDK. */
export async function startLegacyHttp(port?: number): Promise<HttpUpstream> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  return start({ path: "/mcp", port, forget: () => sessions.clear() }, async (request, response, body) => {
    const id = request.headers["mcp-session-id"];
    const known = typeof id === "string" ? sessions.get(id) : undefined;
    if (typeof id === "string" && known === undefined) {
      response
        .writeHead(404)
        .end(JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: -32_001, message: "Session not found" } }));
      return;
    }
    const transport =
      known ??
      new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (sessionId) => void sessions.set(sessionId, transport),
      });
    if (known === undefined) {
      await createLegacyServer().connect(transport);
    }
    await transport.handleRequest(request, response, body);
  });
}

/** SSE, made with the 1.x SDK. It answers a POST to its address with 404. */
export async function startSse(): Promise<HttpUpstream> {
  const sessions = new Map<string, SSEServerTransport>();
  return start({ path: "/sse", forget: () => sessions.clear() }, async (request, response, body) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "GET" && url.pathname === "/sse") {
      const transport = new SSEServerTransport("/message", response);
      sessions.set(transport.sessionId, transport);
      await createLegacyServer().connect(transport);
    } else {
      const session = sessions.get(url.searchParams.get("sessionId") ?? "");
      await (session?.handlePostMessage(request, response, body) ?? response.writeHead(404).end());
    }
  });
}

/** Both generations, or the modern one only, made with the 2.x SDK. */
export async function startModernHttp(legacy: "stateless" | "reject"): Promise<HttpUpstream> {
  const handler = createMcpHandler(() => createModernServer(() => handler.notify.toolsChanged()), { legacy });
  const handle = toNodeHandler(handler);
  return start({ path: "/mcp", forget: () => undefined }, (request, response, body) => {
    const { method = "GET", url = "/", headers } = request;
    return handle(Object.assign(request, { method, url, headers }), response, body);
  });
}

interface Serving {
  readonly path: string;
  readonly port?: number | undefined;
  readonly forget: () => void;
}

async function start(
  { path, port, forget }: Serving,
  handle: (request: IncomingMessage, response: ServerResponse, body?: unknown) => Promise<unknown>,
): Promise<HttpUpstream> {
  const http = await listen((request, response) => {
    if (!upstream.intercept(request, response)) {
      void handle(request, response);
    }
  }, port);
  const upstream: HttpUpstream = {
    ...http,
    url: `${http.origin}${path}`,
    forget,
    intercept: () => false,
    handle: (request, response, body) => void handle(request, response, body),
  };
  return upstream;
}
