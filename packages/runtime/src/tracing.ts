import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { isPosternError, type JsonObject, type Source } from "@postern/core";
import type { Interceptor } from "./interceptors.ts";

/** Follows whichever provider is registered, also one that comes later; without one, nothing is recorded. */
const TRACER: Tracer = trace.getTracer("@postern/runtime");

/** A piece of work to be seen in traces. Names and attributes are of bounded number and carry nothing a caller wrote. */
interface TracedWork {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** Where the W3C trace context of what this belongs to stands (MCP 2026-07-28, `_meta`). */
  readonly meta: JsonObject | undefined;
}

/** The spans of executions and calls, each the parent of what is done inside it. */
export const traceInterceptor: Interceptor = {
  execution({ executionId, owner, meta }, run) {
    const attributes = { "postern.execution.id": executionId, "postern.client": owner };
    return traced({ name: "execute", kind: SpanKind.SERVER, attributes, meta }, async (own, span) => {
      const reply = await run(own);
      if (reply.status === "failed") {
        fail(span, reply.error.code);
      }
      return reply;
    });
  },
  call({ executionId, kind, path, meta }, run) {
    const name = kind === "tool" ? path : kind;
    // https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-spans.md
    const attributes = {
      "postern.execution.id": executionId,
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": name,
    };
    return traced({ name: `execute_tool ${name}`, kind: SpanKind.INTERNAL, attributes, meta }, run);
  },
};

const METHODS = { tool: "tools/call", resource: "resources/read", prompt: "prompts/get" } as const;

/** What a source is asked. */
export interface SourceRequest {
  readonly source: Source;
  readonly kind: keyof typeof METHODS;
  /** The tool's or prompt's own name. */
  readonly name?: string;
  readonly meta: JsonObject | undefined;
}

/** The span of what a source is asked. What it does belongs to that span by the metadata that `work` passes on. */
export function tracedRequest<Result>(
  { source, kind, name, meta }: SourceRequest,
  work: (meta: JsonObject) => Promise<Result>,
): Promise<Result> {
  const method = METHODS[kind];
  // https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/mcp.md
  const attributes = {
    "mcp.method.name": method,
    "postern.namespace": source.namespace,
    "postern.transport": source.status.transport,
    ...(name !== undefined && { [kind === "prompt" ? "gen_ai.prompt.name" : "gen_ai.tool.name"]: name }),
  };
  const span = { name: name === undefined ? method : `${method} ${name}`, kind: SpanKind.CLIENT, attributes, meta };
  return traced(span, async (own, upstream) => {
    const result = await work({ ...meta, ...own });
    if (isFailedResult(result)) {
      fail(upstream, "tool_error");
    }
    return result;
  });
}

async function traced<Result>(
  { name, kind, attributes, meta }: TracedWork,
  work: (meta: JsonObject, span: Span) => Promise<Result>,
): Promise<Result> {
  const parent = propagation.extract(context.active(), meta ?? {});
  const span = TRACER.startSpan(name, { kind, attributes }, parent);
  const own: Record<string, string> = {};
  propagation.inject(trace.setSpan(parent, span), own);
  try {
    return await work(own, span);
  } catch (error) {
    fail(span, isPosternError(error) ? error.code : "INTERNAL");
    throw error;
  } finally {
    span.end();
  }
}

/** The code says what happened. Messages may quote what a script or an upstream wrote, and stay out of traces. */
function fail(span: Span, code: string): void {
  span.setAttribute("error.type", code).setStatus({ code: SpanStatusCode.ERROR });
}

function isFailedResult(result: unknown): boolean {
  return typeof result === "object" && result !== null && "isError" in result && result.isError === true;
}
