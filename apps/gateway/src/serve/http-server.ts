import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { PosternError } from "@postern/core";
import { createDrain } from "./drain.ts";
import { formatAddress, isLoopback, type ListenAddress } from "./listen-address.ts";

/** A gateway that listens. Disposing it lets requests under way finish for a while, then ends them. */
export interface HttpServer extends AsyncDisposable {
  /** Where it listens, the port filled in. */
  readonly address: ListenAddress;
}

/** What an HTTP server needs. */
export interface HttpServerOptions {
  readonly address: ListenAddress;
  /** Answers one request. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Told of what no client gets to see in full. */
  readonly onError: (error: Error) => void;
  /** Milliseconds that requests under way may go on once the server closes. */
  readonly drainMs: number;
  /** Called when they are over: ends what is under way, so that its clients are told. */
  readonly onDrainTimeout: () => Promise<void>;
  /** Milliseconds that a client may take to send a request whole. Default 60,000; then it is answered 408. */
  readonly requestTimeoutMs?: number;
  /** Milliseconds that a client may take to send a request's head. Default 10,000; then it is answered 408. */
  readonly headersTimeoutMs?: number;
}

/** What is answered once the time to drain is over still has to be sent. */
const LAST_WORDS_MS = 1000;
/** How often Node looks for clients that take too long; its own 30 s would be longer than the time for a head. */
const LONGEST_CHECK_MS = 1000;

/**
 * Listens and hands every request to `fetch`.
 * @throws {PosternError} INVALID_OPTION - the address is taken or cannot be listened on
 */
export async function serveHttp(options: HttpServerOptions): Promise<HttpServer> {
  const { address, fetch, onError, requestTimeoutMs = 60_000, headersTimeoutMs = 10_000 } = options;
  const handle = toNodeHandler({ fetch }, { onerror: onError });
  const limits = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: headersTimeoutMs,
    connectionsCheckingInterval: Math.min(LONGEST_CHECK_MS, headersTimeoutMs),
  };
  const drain = createDrain();
  const server = createServer(limits, (request, response) => {
    if (!isSubscription(request)) {
      drain.enter(response);
    }
    const filled = Object.assign(request, { method: request.method ?? "GET", url: request.url ?? "/" });
    handle(filled, response).catch(onError);
  });
  await listen(server, address);
  const { port } = server.address() as AddressInfo;
  return {
    address: { host: address.host, port },
    async [Symbol.asyncDispose]() {
      if (!server.listening) {
        return;
      }
      // It goes on to listen: whoever comes is told that there is nothing to be had, and health checks see it.
      if (!(await drain.finished(options.drainMs))) {
        await options.onDrainTimeout();
        await drain.finished(LAST_WORDS_MS);
      }
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * A stream of changes goes on until somebody ends it, and nothing is lost with it (MCP 2026-07-28, subscriptions; up to
 * 2025-11-25 the stream of a GET).
 */
function isSubscription({ method, headers }: IncomingMessage): boolean {
  const isEventStream = method === "GET" && headers.accept?.includes("text/event-stream") === true;
  return isEventStream || headers["mcp-method"] === "subscriptions/listen";
}

async function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const reason = isTaken
      ? "is taken by another program. End that one, or choose another port with --http HOST:PORT (port 0: any free one)."
      : "cannot be listened on.";
    throw new PosternError("INVALID_OPTION", `${formatAddress({ host, port })} ${reason}`, { cause: error });
  }
}

/**
 * Refuses to listen where everybody could come in.
 * @throws {PosternError} INVALID_OPTION - an address beyond this machine, and no credentials asked for
 */
export function requireSafeAddress(address: ListenAddress, isLocked: boolean): void {
  if (!isLocked && !isLoopback(address)) {
    throw new PosternError(
      "INVALID_OPTION",
      `${address.host} is not a loopback address, and whoever reaches the gateway could use every tool. ` +
        "Make a token for each client with `postern token NAME`, configure `oauth`, or listen on 127.0.0.1.",
    );
  }
}
