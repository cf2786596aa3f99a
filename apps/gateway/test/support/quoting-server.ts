import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Answers every request with an error that says all that it was sent. */
export interface QuotingServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts one on a free port. */
export async function startQuotingServer(): Promise<QuotingServer> {
  const server = createServer((request, response) => {
    const quote = async (): Promise<void> => {
      const said = { url: request.url, headers: request.headers, body: await text(request) };
      response.writeHead(500, { "content-type": "application/json" }).end(JSON.stringify(said));
    };
    quote().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
