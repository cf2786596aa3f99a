import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Collector, startCollector } from "../support/collector.ts";
import { createBareWorkspace, type HttpGateway, startHttpGateway, type Workspace } from "../support/gateway-process.ts";
import { type HttpUpstream, startHttpUpstream } from "../support/http-upstream.ts";
import { execute, send, toolCall } from "../support/raw-request.ts";

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;
let upstream: HttpUpstream;
let collector: Collector;
let workspace: Workspace;
let gateway: HttpGateway;

/** One execution with one call, as a client with a trace of its own makes it. */
let reply: { readonly executionId: string; readonly value: string };
/** What a search was answered after it. */
let searchedText: string;

beforeAll(async () => {
  upstream = await startHttpUpstream();
  collector = await startCollector();
  workspace = await createBareWorkspace({
    mcpServers: { upstream: { url: upstream.url } },
    audit: "audit.jsonl",
    log: { level: "debug", format: "json" },
  });
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const answer = await send(gateway.url, {}, execute("return await upstream.meta({})", { traceparent: TRACEPARENT }));
  searchedText = (
    await send(gateway.url, {}, toolCall("search", { query: "answer meta" }, { traceparent: TRACEPARENT }))
  ).text;
  const message = /^data: (?<json>.+)$/mu.exec(answer.text)?.groups?.["json"] ?? answer.text;
  reply = (JSON.parse(message) as { result: { structuredContent: typeof reply } }).result.structuredContent;
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await Promise.all([upstream, collector, workspace].map((part) => part[Symbol.asyncDispose]()));
});

function parseLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

it("answers a search", () => {
  expect(searchedText).toContain("upstream.meta");
});

it("tells the upstream of the client's trace", () => {
  expect(JSON.stringify(reply.value)).toMatch(new RegExp(`00-${TRACE_ID}-(?!b7ad6b7169203331)[0-9a-f]{16}-01`, "u"));
});

it("counts what Prometheus reads, with names of the configuration, codes and routes only", async () => {
  const answer = await fetch(`${new URL(gateway.url).origin}/metrics`);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  const text = await answer.text();
  expect(text).toContain('postern_call_duration_seconds_count{namespace="upstream",outcome="ok"} 1');
  expect(text).toContain('postern_execution_duration_seconds_count{client="local",outcome="completed"} 1');
  expect(text).toContain('postern_search_duration_seconds_count{client="local",outcome="ok"} 1');
  expect(text).toContain('postern_http_request_duration_seconds_count{route="/mcp",status="200"} 2');
  expect(text).toContain('postern_source_ready{namespace="upstream"} 1');
  await fetch(`${new URL(gateway.url).origin}/made-up-${crypto.randomUUID()}`);
  const after = await (await fetch(`${new URL(gateway.url).origin}/metrics`)).text();
  expect(after).toContain('route="other",status="404"} 1');
  expect(after).not.toContain("made-up");
});

it("ends well when it is asked to", async () => {
  gateway.process.kill("SIGTERM");
  expect(await gateway.ended).toBe(0);
});

it("has written its audit log by then: who, what, hashes, outcome, milliseconds and bytes, before and after", async () => {
  const audit = parseLines(await readFile(join(workspace.directory, "audit.jsonl"), "utf8"));
  const about = { executionId: reply.executionId, client: "local", traceId: TRACE_ID, time: expect.any(String) };
  const hash = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const ms = expect.any(Number) as number;
  const call = { ...about, callId: 1, target: "upstream.meta", namespace: "upstream" };
  expect(audit).toEqual([
    { ...about, event: "execution.started", code: hash("return await upstream.meta({})") },
    { ...call, event: "call.started", arguments: hash("{}"), argumentBytes: 2 },
    { ...call, event: "call.ended", outcome: "ok", ms, bytes: expect.any(Number) },
    { ...about, event: "execution.ended", outcome: "completed", ms, calls: 1, bytes: expect.any(Number) },
    {
      time: expect.any(String),
      event: "search.ended",
      client: "local",
      traceId: TRACE_ID,
      query: hash("answer meta"),
      outcome: "ok",
      ms,
      bytes: expect.any(Number),
    },
  ]);
});

it("logs the same execution and its call, one JSON object a line", () => {
  const log = parseLines(gateway.written.stderr);
  const { executionId } = reply;
  expect(log).toContainEqual(expect.objectContaining({ msg: "call ended", executionId, target: "upstream.meta" }));
  expect(log).toContainEqual(expect.objectContaining({ msg: "execution ended", executionId, traceId: TRACE_ID }));
  expect(log).toContainEqual(expect.objectContaining({ msg: "source changed", namespace: "upstream", state: "ready" }));
});

it("has sent its spans by then", () => {
  const sent = Buffer.concat(collector.bodies);
  for (const name of ["execute_tool upstream.meta", "tools/call meta", reply.executionId]) {
    expect(sent.includes(name)).toBe(true);
  }
  expect(sent.includes(Buffer.from(TRACE_ID, "hex"))).toBe(true);
});
