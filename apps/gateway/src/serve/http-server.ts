import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { PosternError } from "@postern/core";
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
}

/** How long requests under way may go on once the server closes. */
const DRAIN_MS = 10_000;
/** How long a client may take to send a request's head and body. */
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;

/**
 * Listens and hands every request to `fetch`.
 * @throws {PosternError} INVALID_OPTION - the address is taken or cannot be listened on
 */
export async function serveHttp({ address, fetch, onError }: HttpServerOptions): Promise<HttpServer> {
  const handle = toNodeHandler({ fetch }, { onerror: onError });
  const limits = { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS };
  const server = createServer(limits, (request, response) => {
    const filled = Object.assign(request, { method: request.method ?? "GET", url: request.url ?? "/" });
    handle(filled, response).catch(onError);
  });
  await listen(server, address);
  const { port } = server.address() as AddressInfo;
  return {
    address: { host: address.host, port },
    [Symbol.asyncDispose]: () => drain(server),
  };
}

async function drain(server: Server): Promise<void> {
  if (!server.listening) {
    return;
  }
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  try {
    await closed;
  } finally {
    clearTimeout(timer);
  }
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
