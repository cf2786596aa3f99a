import type { IncomingMessage, ServerResponse } from "node:http";
import { text as bodyOf } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createMcpSource } from "../src/index.ts";
import type { McpSource, McpSourceOptions } from "../src/index.ts";
import { waitingCalls } from "./fixtures/shared.ts";
import { callContext } from "./support/call-context.ts";
import { firstText, untilStatus } from "./support/events.ts";
import { startLegacyHttp, startModernHttp, startSse } from "./support/http-upstreams.ts";
import type { HttpUpstream } from "./support/http-upstreams.ts";

function sourceOf(upstream: HttpUpstream, options: Partial<McpSourceOptions> = {}): McpSource {
  const transport = { type: "http", url: upstream.url } as const;
  return createMcpSource({ namespace: "remote", transport, reconnectDelayMs: 1, healthCheckIntervalMs: 0, ...options });
}

const echo = { value: "hello" };

/** Answers calls of tools in the upstream's place. Counts them. */
function interceptCalls(
  upstream: HttpUpstream,
  answer: (response: ServerResponse, id: number) => void,
): { readonly calls: number } {
  const counter = { calls: 0 };
  upstream.intercept = (request, response) => {
    if (request.method !== "POST") {
      return false;
    }
    void decide(request, response);
    return true;
  };
  async function decide(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = JSON.parse(await bodyOf(request)) as { readonly id: number; readonly method: string };
    if (message.method === "tools/call") {
      counter.calls += 1;
      answer(response, message.id);
    } else {
      upstream.handle(request, response, message);
    }
  }
  return counter;
}

describe("an upstream over HTTP", () => {
  it("that forgets the session is connected anew, and the refused call is made once more", async () => {
    await using upstream = await startLegacyHttp();
    await using source = sourceOf(upstream);
    const before = await source.listTools();
    upstream.forget();
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
    expect(await source.listTools()).toBe(before);
    upstream.forget();
    expect(await source.listResources()).toHaveLength(1);
    expect(source.status.state).toBe("ready");
  });

  it("that goes away is missed, and is back as soon as it is", async () => {
    const upstream = await startLegacyHttp();
    await using source = sourceOf(upstream);
    await source.listTools();
    const port = Number(new URL(upstream.url).port);
    await upstream[Symbol.asyncDispose]();
    const call = source.callTool("echo", echo, callContext());
    await expect(call).rejects.toMatchObject({ code: expect.stringMatching(/SOURCE_UNAVAILABLE|UNKNOWN_OUTCOME/u) });
    await untilStatus(source, ({ status }) => status.state === "failed");
    await expect(source.listTools()).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
    await using _again = await startLegacyHttp(port);
    await untilStatus(source, ({ status }) => status.state === "ready");
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
  });

  it("that goes away while nobody calls is missed by the health check", async () => {
    const upstream = await startModernHttp("stateless");
    await using source = sourceOf(upstream, { healthCheckIntervalMs: 5, reconnectDelayMs: 60_000 });
    await source.listTools();
    await upstream[Symbol.asyncDispose]();
    await untilStatus(source, ({ status }) => status.state === "failed");
    expect(source.status.lastError).toMatch(/ECONN(?:REFUSED|RESET)|closed/u);
  });

  it("that drops the connection in a call leaves its outcome unknown, and is not called twice", async () => {
    await using upstream = await startLegacyHttp();
    await using source = sourceOf(upstream);
    await source.listTools();
    const counter = interceptCalls(upstream, (response) => response.destroy());
    await expect(source.callTool("echo", echo, callContext())).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    expect(counter.calls).toBe(1);
    upstream.intercept = () => false;
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
    expect(source.status.state).toBe("ready");
  });

  it("that ends its stream without an answer is noticed at once", async () => {
    await using upstream = await startModernHttp("stateless");
    await using source = sourceOf(upstream);
    await source.listTools();
    const counter = interceptCalls(upstream, (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).end(": nothing to say\n\n");
    });
    await expect(source.callTool("echo", echo, callContext())).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    expect(counter.calls).toBe(1);
    expect(source.status.state).toBe("ready");
  });

  it.each([
    [500, "UPSTREAM_ERROR"],
    [502, "UNKNOWN_OUTCOME"],
    [503, "SOURCE_UNAVAILABLE"],
    [429, "SOURCE_UNAVAILABLE"],
    [401, "UNAUTHORIZED"],
    [403, "UNAUTHORIZED"],
  ])("that answers a call with HTTP %i is told as %s", async (status, code) => {
    await using upstream = await startModernHttp("stateless");
    await using source = sourceOf(upstream);
    await source.listTools();
    interceptCalls(upstream, (response) => response.writeHead(status).end("no"));
    await expect(source.callTool("echo", echo, callContext())).rejects.toMatchObject({ code });
  });

  it("gets the configured headers with every request, and keeps them out of errors", async () => {
    await using upstream = await startModernHttp("stateless");
    const seen = new Set<unknown>();
    upstream.intercept = (request) => {
      seen.add(request.headers["x-api-key"]);
      return false;
    };
    const transport = { type: "streamable-http", url: upstream.url, headers: { "X-API-Key": "very-secret" } } as const;
    await using source = createMcpSource({ namespace: "remote", transport });
    await source.callTool("echo", echo, callContext());
    expect([...seen]).toEqual(["very-secret"]);
    interceptCalls(upstream, (response) => response.writeHead(500).end("bad key very-secret"));
    await expect(source.callTool("echo", echo, callContext())).rejects.toMatchObject({
      message: expect.stringContaining("bad key [X-API-Key]"),
    });
  });

  it("that is slow times out, and stays connected", async () => {
    await using upstream = await startModernHttp("stateless");
    await using source = sourceOf(upstream, { callTimeoutMs: 500 });
    await expect(source.callTool("wait", {}, callContext())).rejects.toMatchObject({ code: "CALL_TIMEOUT" });
    expect(source.status.state).toBe("ready");
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
  });

  it("that refuses the credentials is unauthorized, not empty", async () => {
    await using upstream = await startLegacyHttp();
    upstream.intercept = (_request, response) => {
      response.writeHead(401).end();
      return true;
    };
    await using source = sourceOf(upstream);
    await expect(source.listTools()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect(source.status).toMatchObject({ state: "unauthorized", lastError: expect.stringContaining("401") });
    await expect(source.callTool("echo", echo, callContext())).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    upstream.intercept = () => false;
    await source.reconnect();
    expect(source.status.state).toBe("ready");
  });
});

describe.each([
  ["JSON", "application/json", (message: string) => message],
  ["an event", "text/event-stream", (message: string) => `event: message\ndata: ${message}\n\n`],
])("an answer of 50 MB as %s", (_name, type, frame) => {
  it("is dropped, and nothing else is", async () => {
    await using upstream = await startLegacyHttp();
    await using source = sourceOf(upstream);
    await source.listTools();
    const text = "x".repeat(50_000_000);
    interceptCalls(upstream, (response, id) => {
      const message = JSON.stringify({ result: { content: [{ type: "text", text }] }, jsonrpc: "2.0", id });
      response.writeHead(200, { "content-type": type }).end(frame(message));
    });
    const huge = source.callTool("echo", echo, callContext());
    await expect(huge).rejects.toMatchObject({
      code: "OUTPUT_LIMIT",
      message: expect.stringContaining("16777216 bytes"),
    });
    upstream.intercept = () => false;
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
    expect(source.status.state).toBe("ready");
  });
});

describe("an upstream over SSE", () => {
  it("loses an answer of 50 MB and nothing else", async () => {
    await using upstream = await startSse();
    await using source = sourceOf(upstream);
    const huge = source.callTool("huge", { chars: 50_000_000 }, callContext());
    await expect(huge).rejects.toMatchObject({ code: "OUTPUT_LIMIT" });
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
    expect(source.status).toMatchObject({ state: "ready", transport: "sse" });
  });

  it("whose stream breaks is connected anew", async () => {
    await using upstream = await startSse();
    await using source = sourceOf(upstream);
    await source.listTools();
    const { started } = waitingCalls;
    const waiting = source.callTool("wait", {}, callContext());
    waiting.catch(() => undefined);
    while (waitingCalls.started === started) {
      await source.callTool("echo", echo, callContext());
    }
    const lost = untilStatus(source, ({ status }) => status.state !== "ready");
    upstream.server.closeAllConnections();
    await expect(waiting).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    await lost;
    await untilStatus(source, ({ status }) => status.state === "ready");
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
  });
});
