import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createMcpSource, type StdioTransportOptions } from "../src/index.ts";
import { callContext } from "./support/call-context.ts";
import { fixture } from "./support/fault-server.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "postern-probe-"));
});

afterAll(() => rm(directory, { recursive: true }));

interface Watched {
  readonly transport: StdioTransportOptions;
  /** How often it was started. */
  starts(): Promise<number>;
  /** The methods of the requests that it was sent, in order, over all starts. */
  requests(): Promise<readonly string[]>;
}

/** A server behind a shell that writes down every start, and every message: the last one maybe after its answer. */
function watched(name: string, args: readonly string[]): Watched {
  const [starts, messages] = [join(directory, `${name}.starts`), join(directory, `${name}.messages`)];
  const script = 'starts=$1; messages=$2; shift 2; echo >> "$starts"; exec "$@" < <(tee -a "$messages" 2> /dev/null)';
  const server = [process.execPath, "--no-warnings", ...args];
  return {
    transport: { type: "stdio", command: "bash", args: ["-c", script, "bash", starts, messages, ...server] },
    starts: async () => (await readFile(starts, "utf8")).length,
    requests: async () => {
      const lines = (await readFile(messages, "utf8")).trim().split("\n");
      const sent = lines.map((line) => JSON.parse(line) as { readonly id?: unknown; readonly method: string });
      return sent.filter(({ id }) => id !== undefined).map(({ method }) => method);
    },
  };
}

it("asks the one process that it starts, and does not ask an older server again at the next start", async () => {
  const server = watched("legacy", [fixture("legacy-stdio.ts")]);
  await using source = createMcpSource({
    namespace: "peer",
    transport: server.transport,
    healthCheckIntervalMs: 0,
    shutdownGraceMs: 100,
  });
  await source.callTool("fail", {}, callContext());
  expect(await server.starts()).toBe(1);
  expect((await server.requests()).slice(0, 2)).toEqual(["server/discover", "initialize"]);

  await source.reconnect();
  await source.callTool("fail", {}, callContext());
  expect(await server.starts()).toBe(2);
  const openings = (await server.requests()).filter((method) => /^(?:server\/discover|initialize)$/u.test(method));
  expect(openings).toEqual(["server/discover", "initialize", "initialize"]);
});

it.each([
  ["both", []],
  ["modern", ["--modern-only"]],
])("finds a server of the current generation (%s) with its first request", async (name, flags) => {
  const server = watched(name, [fixture("modern-stdio.ts"), ...flags]);
  await using source = createMcpSource({
    namespace: "peer",
    transport: server.transport,
    healthCheckIntervalMs: 0,
    shutdownGraceMs: 100,
  });
  await source.callTool("fail", {}, callContext());
  expect(await server.starts()).toBe(1);
  const requests = await server.requests();
  expect(requests[0]).toBe("server/discover");
  expect(requests.filter((method) => method === "server/discover")).toHaveLength(1);
  expect(requests).not.toContain("initialize");
});

it("starts a server a second time that ends at the question, and at no later start", async () => {
  const server = watched("ends", [fixture("fault-server.ts"), "--exit-on-probe"]);
  await using source = createMcpSource({
    namespace: "peer",
    transport: server.transport,
    healthCheckIntervalMs: 0,
    shutdownGraceMs: 100,
  });
  await source.callTool("echo", {}, callContext());
  expect(await server.starts()).toBe(2);
  await source.reconnect();
  await source.callTool("echo", {}, callContext());
  expect(await server.starts()).toBe(3);
  expect((await server.requests()).filter((method) => method === "server/discover")).toHaveLength(1);
});
