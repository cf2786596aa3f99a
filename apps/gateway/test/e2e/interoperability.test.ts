import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CLI,
  createBareWorkspace,
  type HttpGateway,
  startHttpGateway,
  type Workspace,
} from "../support/gateway-process.ts";
import { type PeerServers, startPeerServers } from "../support/peer-servers.ts";
import { type CallOptions, CLIENTS_BY_GENERATION, type Endpoint, type TestClient } from "../support/test-clients.ts";

const NAMESPACES = ["legacy_stdio", "legacy_http", "legacy_sse", "both_http", "modern_http", "modern_stdio"];
let peers: PeerServers;
let workspace: Workspace;
let gateway: HttpGateway;

beforeAll(async () => {
  peers = await startPeerServers();
  workspace = await createBareWorkspace({ mcpServers: peers.entries });
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await Promise.all([peers, workspace].map((part) => part[Symbol.asyncDispose]()));
});

const DOORS: Readonly<Record<string, () => Endpoint>> = {
  HTTP: () => ({ type: "http", url: gateway.url }),
  stdio: () => ({
    type: "stdio",
    args: [...CLI, "serve", "--stdio", "--config", workspace.configFile],
    cwd: workspace.directory,
  }),
};

const PAIRS = Object.entries(CLIENTS_BY_GENERATION).flatMap(([name, connect]) =>
  Object.entries(DOORS).map(([door, endpoint]) => [name, door, () => connect(endpoint())] as const),
);

describe.each(PAIRS)("%s over %s", (_client, _door, connect) => {
  let client: TestClient;

  beforeAll(async () => {
    client = await connect();
  });

  afterAll(() => client[Symbol.asyncDispose]());

  const run = async (code: string): Promise<unknown> => {
    const { structuredContent } = await client.callTool("execute", { code });
    return structuredContent?.["value"] ?? structuredContent;
  };

  it.each(NAMESPACES)("calls and finds tools of %s: fields, failures, a question to the person", async (namespace) => {
    const code = `
      const { value } = await ${namespace}.echo({ value: "hello" });
      const failure = await ${namespace}.fail({}).then(() => "nothing was thrown", (error: Error) => error.message);
      return [value, failure, await ${namespace}.ask({})];`;
    expect(await run(code)).toEqual(["hello", expect.stringContaining("it failed"), 'accept {"name":"Ada"}']);
    const found = await client.callTool("search", { query: "echo", namespace });
    expect(found.structuredContent).toMatchObject({
      results: [{ expression: `${namespace}.echo(input)`, signature: expect.stringContaining("traceparent") }],
    });
  });

  it("is told of the progress of every upstream, and ends in all of them what it cancels", async () => {
    const every = (calls: string): string =>
      `await Promise.all([${NAMESPACES.join(", ")}].map(async (peer) => { ${calls} }))`;
    const waiting = async (): Promise<Counts> => {
      const texts = (await run(`return ${every("return await peer.waiting({})")}`)) as readonly string[];
      const counts = texts.map((text) => text.split(" ").map(Number));
      return { started: counts.map(([started = 0]) => started), cancelled: counts.map(([, ended = 0]) => ended) };
    };
    const before = await waiting();
    const cancel = new AbortController();
    const seen: (string | undefined)[] = [];
    const onprogress: NonNullable<CallOptions["onprogress"]> = ({ message }) => void seen.push(message);
    const code = every("await peer.count({ to: 2 }); await peer.wait({})");
    const call = client.callTool("execute", { code }, { signal: cancel.signal, onprogress });
    call.catch(() => undefined);
    while (!isOneMore((await waiting()).started, before.started)) {
      // Each round is a call of each: the upstreams have to get around to it.
    }
    cancel.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
    while (!isOneMore((await waiting()).cancelled, before.cancelled)) {
      // As above.
    }
    const steps = NAMESPACES.flatMap((namespace) => [1, 2].map((step) => `${namespace}.count: step ${step}`));
    expect(seen).toEqual(expect.arrayContaining(steps));
  });
});

interface Counts {
  readonly started: readonly number[];
  readonly cancelled: readonly number[];
}

/** Whether each upstream counts one call more. Those over HTTP are one process, which counts for all four. */
function isOneMore(counts: readonly number[], before: readonly number[]): boolean {
  return NAMESPACES.every(
    (name, index) => (counts[index] ?? 0) - (before[index] ?? 0) === (/stdio/u.test(name) ? 1 : 4),
  );
}
