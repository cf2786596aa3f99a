import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";

/** A listener on a loopback port of its own. */
export interface HttpServer extends AsyncDisposable {
  readonly origin: string;
  readonly server: Server;
}

/** Listens on a free loopback port, or on a given one. */
export async function listen(listener: RequestListener, port = 0): Promise<HttpServer> {
  const server = createServer(listener).listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    origin: `http://127.0.0.1:${bound}`,
    server,
    [Symbol.asyncDispose]: async () => {
      if (server.listening) {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      }
    },
  };
}
