import { propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { useRuntimes } from "./support/runtime.ts";
import { createTestSource, structured, text } from "./support/sources.ts";

const createRuntime = useRuntimes();
const exporter = new InMemorySpanExporter();
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const CLIENT_SPAN_ID = "b7ad6b7169203331";
const CANARY = "canary-4711";

beforeAll(() => {
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterEach(() => exporter.reset());
afterAll(() => {
  trace.disable();
  propagation.disable();
});

function createFiles() {
  return createTestSource("files", [
    { name: "read", answer: (_input, { meta = {} }) => structured({ ...meta }) },
    { name: "fail", answer: () => ({ ...text(CANARY), isError: true }) },
  ]);
}

function find(name: string): ReadableSpan {
  const spans = exporter.getFinishedSpans();
  const span = spans.find((candidate) => candidate.name === name);
  if (span === undefined) {
    throw new Error(`No span is called ${name}; there are ${spans.map((other) => other.name).join(", ")}.`);
  }
  return span;
}

it("goes on with the client's trace: execution, call, upstream request, and what the upstream is told", async () => {
  await using runtime = createRuntime({ sources: [createFiles()] });
  const meta = { traceparent: `00-${TRACE_ID}-${CLIENT_SPAN_ID}-01`, baggage: "a=b" };
  const reply = await runtime.view({ owner: "anna" }).execute({ code: "return files.read()" }, { meta });
  const [execution, call, upstream] = [find("execute"), find("execute_tool files.read"), find("tools/call read")];
  const spans = [execution, call, upstream];
  expect(spans.map((span) => span.spanContext().traceId)).toEqual([TRACE_ID, TRACE_ID, TRACE_ID]);
  expect(spans.map((span) => span.parentSpanContext?.spanId)).toEqual([
    CLIENT_SPAN_ID,
    execution.spanContext().spanId,
    call.spanContext().spanId,
  ]);
  expect(spans.map((span) => span.kind)).toEqual([SpanKind.SERVER, SpanKind.INTERNAL, SpanKind.CLIENT]);
  expect(execution.attributes).toEqual({ "postern.execution.id": reply.executionId, "postern.client": "anna" });
  expect(upstream.attributes).toMatchObject({ "mcp.method.name": "tools/call", "postern.namespace": "files" });
  expect(reply).toMatchObject({
    value: { traceparent: `00-${TRACE_ID}-${upstream.spanContext().spanId}-01`, baggage: "a=b" },
  });
});

it("begins a trace where the client has none", async () => {
  await using runtime = createRuntime({ sources: [createFiles()] });
  await runtime.call("files.read", {});
  const call = find("execute_tool files.read");
  expect(call.parentSpanContext).toBeUndefined();
  expect(find("tools/call read").parentSpanContext?.spanId).toBe(call.spanContext().spanId);
});

it("marks what failed with its code, and says nothing of what was written", async () => {
  await using runtime = createRuntime({ sources: [createFiles()] });
  await runtime.execute({ code: `await files.fail(); // ${CANARY}` });
  const ends = ["execute", "execute_tool files.fail", "tools/call fail"].map((name) => {
    const { attributes, status } = find(name);
    return [attributes["error.type"], status.code];
  });
  const { ERROR } = SpanStatusCode;
  expect(ends).toEqual([
    ["SCRIPT", ERROR],
    ["TOOL_ERROR", ERROR],
    ["tool_error", ERROR],
  ]);
  const told = exporter
    .getFinishedSpans()
    .map(({ name, attributes, status, events }) => [name, attributes, status, events]);
  expect(JSON.stringify(told)).not.toContain(CANARY);
});
