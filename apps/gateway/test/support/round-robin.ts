import { once } from "node:events";
import { createServer, request as connect } from "node:http";
import type { AddressInfo } from "node:net";

/** A load balancer without any memory. */
export interface RoundRobin extends AsyncDisposable {
  readonly url: string;
  /** How many requests each target got. */
  readonly counts: readonly number[];
}

/** Sends each request, whoever it is from, to the next of the targets. */
export async function startRoundRobin(targets: readonly string[]): Promise<RoundRobin> {
  const counts = targets.map(() => 0);
  let turn = 0;
  const server = createServer((request, response) => {
    const index = turn % targets.length;
    turn += 1;
    counts[index] = (counts[index] ?? 0) + 1;
    const target = new URL(targets[index] ?? "");
    const headers = { ...request.headers, host: target.host };
    const forwarded = connect(target, { method: request.method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on("error", () => response.destroy());
    response.on("close", () => forwarded.destroy());
    request.pipe(forwarded);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    counts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
