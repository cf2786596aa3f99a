import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** Takes spans as an OpenTelemetry collector does (OTLP over HTTP). */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  /** The bodies so far, as they came: protobuf, in which texts and ids stand in plain. */
  readonly bodies: Buffer[];
  readonly headers: unknown[];
}

/** Starts a collector on a free port. */
export async function startCollector(): Promise<Collector> {
  const bodies: Buffer[] = [];
  const headers: unknown[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    const take = async (): Promise<void> => {
      bodies.push(await buffer(request));
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    };
    take().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    headers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
