import type { CallProgress, ElicitationRequest } from "@postern/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMcpSource } from "../src/index.ts";
import type { McpSource, McpTransportOptions } from "../src/index.ts";
import { callContext } from "./support/call-context.ts";
import { firstText, nextToolsChange } from "./support/events.ts";
import { fixture } from "./support/fault-server.ts";
import { startLegacyHttp, startModernHttp, startSse } from "./support/http-upstreams.ts";
import type { HttpUpstream } from "./support/http-upstreams.ts";

interface Peer extends AsyncDisposable {
  readonly transport: McpTransportOptions;
}

function stdio(file: string, ...flags: readonly string[]): () => Promise<Peer> {
  const transport = { type: "stdio", command: process.execPath, args: [fixture(file), ...flags] } as const;
  return async () => ({ transport, [Symbol.asyncDispose]: async () => undefined });
}

function http(start: () => Promise<HttpUpstream>): () => Promise<Peer> {
  return async () => {
    const upstream = await start();
    const transport = { type: "http", url: upstream.url } as const;
    return { transport, [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose]() };
  };
}

const PEERS: readonly (readonly [string, () => Promise<Peer>])[] = [
  ["1.x over stdio", stdio("legacy-stdio.ts")],
  ["1.x over Streamable HTTP", http(() => startLegacyHttp())],
  ["1.x over SSE", http(startSse)],
  ["2.x in both generations over stdio", stdio("modern-stdio.ts")],
  ["2.x in both generations over HTTP", http(() => startModernHttp("stateless"))],
  ["2.x in the modern generation over stdio", stdio("modern-stdio.ts", "--modern-only")],
  ["2.x in the modern generation over HTTP", http(() => startModernHttp("reject"))],
];

describe.each(PEERS)("a server made with SDK %s", (_name, start) => {
  let peer: Peer;
  let source: McpSource;

  beforeAll(async () => {
    peer = await start();
    source = createMcpSource({ namespace: "peer", transport: peer.transport, healthCheckIntervalMs: 0 });
  });

  afterAll(async () => {
    await source[Symbol.asyncDispose]();
    await peer[Symbol.asyncDispose]();
  });

  it("answers calls, with structured content, metadata both ways, and failures", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const result = await source.callTool("echo", { value: "hello" }, callContext({ meta: { traceparent } }));
    expect(result).toMatchObject({
      content: [{ type: "text", text: "hello" }],
      structuredContent: { value: "hello", traceparent },
    });
    expect(await source.callTool("fail", {}, callContext())).toMatchObject({ isError: true });
    expect((await source.listTools()).map((tool) => tool.name)).toContain("count");
  });

  it("reports progress", async () => {
    const seen: CallProgress[] = [];
    const onProgress = (progress: CallProgress): void => void seen.push(progress);
    await source.callTool("count", { to: 3 }, callContext({ onProgress }));
    expect(seen.map(({ progress, total, message }) => [progress, total, message])).toEqual([
      [1, 3, "step 1"],
      [2, 3, "step 2"],
      [3, 3, "step 3"],
    ]);
  });

  it("asks the person, and takes the answer", async () => {
    const asked: ElicitationRequest[] = [];
    const onElicitation: NonNullable<Parameters<typeof callContext>[0]>["onElicitation"] = async (request) => {
      asked.push(request);
      return { action: "accept", content: { name: "Ada" } };
    };
    const result = await source.callTool("ask", {}, callContext({ onElicitation }));
    expect(firstText(result)).toBe('accept {"name":"Ada"}');
    expect(asked).toMatchObject([{ mode: "form", message: "Who?", requestedSchema: { type: "object" } }]);
  });

  it("is told `cancel` where nobody can be asked", async () => {
    expect(firstText(await source.callTool("ask", {}, callContext()))).toBe("cancel null");
  });

  it("gives resources and prompts", async () => {
    expect(await source.listResources()).toMatchObject([{ uri: "note://one", name: "note" }]);
    expect(await source.listResourceTemplates()).toEqual([]);
    expect(await source.readResource("note://one", callContext())).toMatchObject([{ text: "a note" }]);
    expect(await source.listPrompts()).toMatchObject([
      { name: "greet", arguments: [{ name: "name", required: true }] },
    ]);
    expect(await source.getPrompt("greet", { name: "Ada" }, callContext())).toMatchObject({
      messages: [{ role: "user", content: { type: "text", text: "Greet Ada." } }],
    });
  });

  it("is told of a cancelled call", async () => {
    const waiting = async (): Promise<readonly string[]> =>
      firstText(await source.callTool("waiting", {}, callContext())).split(" ");
    const [started, cancelled] = await waiting();
    const cancel = new AbortController();
    const call = source.callTool("wait", {}, callContext({ signal: cancel.signal }));
    call.catch(() => undefined);
    while ((await waiting())[0] === started) {
      // Each round is a call: the upstream has to get around to it.
    }
    cancel.abort();
    await expect(call).rejects.toMatchObject({ code: "ABORTED" });
    while ((await waiting())[1] === cancelled) {
      // As above.
    }
  });

  it("tells of changed tools", async () => {
    const before = await source.listTools();
    const changed = nextToolsChange(source);
    await source.callTool("grow", {}, callContext());
    await changed;
    const after = await source.listTools();
    expect(after).toHaveLength(before.length + 1);
  });
});

describe("a question to the person", () => {
  const accept = async (): Promise<{ action: "accept"; content: { name: string } }> => ({
    action: "accept",
    content: { name: "Ada" },
  });

  it.each([
    ["over a shared pipe, while another execution calls, is not answered", stdio("legacy-stdio.ts"), "cancel null"],
    [
      "in the call's own stream is answered, whoever else calls",
      http(() => startLegacyHttp()),
      'accept {"name":"Ada"}',
    ],
    ["in the answer to the call is answered, whoever else calls", stdio("modern-stdio.ts"), 'accept {"name":"Ada"}'],
  ])("%s", async (_name, start, expected) => {
    await using peer = await start();
    await using source = createMcpSource({ namespace: "peer", transport: peer.transport, healthCheckIntervalMs: 0 });
    const cancel = new AbortController();
    await source.listTools();
    const other = source.callTool("wait", {}, callContext({ executionId: "execution-2", signal: cancel.signal }));
    other.catch(() => undefined);
    expect(firstText(await source.callTool("ask", {}, callContext({ onElicitation: accept })))).toBe(expected);
    cancel.abort();
    await expect(other).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("stops the call's clock until it is answered", async () => {
    await using peer = await http(() => startLegacyHttp())();
    const options = { namespace: "peer", transport: peer.transport, healthCheckIntervalMs: 0, callTimeoutMs: 500 };
    await using source = createMcpSource(options);
    await source.listTools();
    const onElicitation: typeof accept = async () => {
      // Another call of this source times out meanwhile, so its time is over for sure.
      await source.callTool("wait", {}, callContext()).catch(() => undefined);
      return accept();
    };
    expect(firstText(await source.callTool("ask", {}, callContext({ onElicitation })))).toBe('accept {"name":"Ada"}');
  });
});

it("puts parameters into headers where the schema asks for that", async () => {
  await using upstream = await startModernHttp("reject");
  const headers: unknown[] = [];
  upstream.intercept = (request) => {
    headers.push(request.headers["mcp-param-region"]);
    return false;
  };
  await using source = createMcpSource({ namespace: "peer", transport: { type: "http", url: upstream.url } });
  expect(firstText(await source.callTool("header", { region: "eu-west-1" }, callContext()))).toBe("eu-west-1");
  expect(headers).toContain("eu-west-1");
});
