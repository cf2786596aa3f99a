import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { serveHttp } from "../../src/serve/http-server.ts";

it.each([
  { what: "head", sent: "POST / HTTP/1.1\r\nHost: local", headersTimeoutMs: 100, requestTimeoutMs: 60_000 },
  {
    what: "body",
    sent: "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12",
    headersTimeoutMs: 100,
    requestTimeoutMs: 200,
  },
])("does not wait for ever for the rest of a request's $what", async ({ sent, ...limits }) => {
  await using server = await serveHttp({
    address: { host: "127.0.0.1", port: 0 },
    fetch: async (request) => new Response(await request.text()),
    onError: () => undefined,
    drainMs: 1000,
    onDrainTimeout: () => Promise.resolve(),
    ...limits,
  });
  const socket = connect(server.address.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(sent);
  expect(await text(socket)).toContain("408 Request Timeout");
});
