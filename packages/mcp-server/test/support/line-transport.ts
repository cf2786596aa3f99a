import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";

/** The two pipes of a process that speaks MCP over stdio. */
export interface Pipes {
  readonly stdin: PassThrough;
  readonly stdout: PassThrough;
}

/** Two pipes without a process at the other end. */
export function createPipes(): Pipes {
  return { stdin: new PassThrough(), stdout: new PassThrough() };
}

/** The client's end of a stdio connection: one JSON message a line. Both SDKs' clients take it. */
export function createLineTransport({ stdin, stdout }: Pipes): Transport {
  let rest = "";
  const transport: Transport = {
    async start() {
      stdout.setEncoding("utf8");
      stdout.on("data", (chunk: string) => {
        const lines = `${rest}${chunk}`.split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines.filter((candidate) => candidate !== "")) {
          transport.onmessage?.(JSON.parse(line) as JSONRPCMessage);
        }
      });
    },
    async send(message) {
      if (!stdin.write(`${JSON.stringify(message)}\n`)) {
        await once(stdin, "drain");
      }
    },
    async close() {
      stdin.end();
      transport.onclose?.();
    },
  };
  return transport;
}
