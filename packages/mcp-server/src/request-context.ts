import type { ElicitationAnswer, JsonObject } from "@postern/core";
import type { ElicitationHandler } from "@postern/runtime";
import { type ElicitationMessage, elicitationResult, toElicitationMessage } from "./elicitation.ts";

/** What a request brings along, whichever SDK read it. */
export interface RequestContext {
  readonly signal: AbortSignal;
  readonly meta: JsonObject;
  /** Tells the client of progress. Absent where it did not ask to be told. */
  readonly notifyProgress: ((message: string) => void) | undefined;
  /** How the person can be asked. */
  readonly elicitation: Elicitation;
}

/**
 * How a client lets the person be asked: by a request of the server's while the call is under way (up to 2025-11-25),
 * by an answer that asks and a request that answers (2026-07-28), or not at all.
 */
export type Elicitation =
  | { readonly kind: "none" }
  | { readonly kind: "push"; readonly ask: ElicitationHandler }
  | {
      readonly kind: "rounds";
      readonly state: string | undefined;
      readonly responses: Readonly<Record<string, unknown>>;
    };

interface Notification {
  readonly method: "notifications/progress";
  readonly params: { readonly progressToken: string | number; readonly progress: number; readonly message: string };
}

interface RequestOptions {
  readonly signal: AbortSignal;
  readonly timeout: number;
}

/** The second argument of a tool's callback: `ServerContext` of the 2.x SDK. */
interface ModernExtra {
  readonly sessionId?: string | undefined;
  /** There where the request came over HTTP. */
  readonly http?: unknown;
  readonly mcpReq: {
    readonly signal: AbortSignal;
    readonly _meta?: unknown;
    readonly envelope?: Readonly<Record<string, unknown>>;
    readonly inputResponses?: Readonly<Record<string, unknown>>;
    readonly requestState: () => unknown;
    readonly notify: (notification: Notification) => Promise<void>;
    readonly send: (
      message: ElicitationMessage,
      schema: typeof elicitationResult,
      options: RequestOptions,
    ) => Promise<unknown>;
  };
}

/** The second argument of a tool's callback: `RequestHandlerExtra` of the 1.x SDK. */
interface LegacyExtra {
  readonly sessionId?: string | undefined;
  /** There where the request came over HTTP. */
  readonly requestInfo?: unknown;
  readonly signal: AbortSignal;
  readonly _meta?: unknown;
  readonly sendNotification: (notification: Notification) => Promise<void>;
  readonly sendRequest: ModernExtra["mcpReq"]["send"];
}

/** What either SDK hands to a tool's callback beside the input. */
export type CallbackExtra = ModernExtra | LegacyExtra;

/** W3C trace context and baggage, passed on to upstreams (MCP 2026-07-28, `_meta` reserved names). */
const PASSED_ON = ["traceparent", "tracestate", "baggage"];
const CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
/** A person takes longer than the 60 s that the SDKs wait for a program. */
const ANSWER_TIMEOUT_MS = 600_000;

/** Reads what a tool's callback is given by a server of either SDK. */
export function readRequestContext(extra: CallbackExtra): RequestContext {
  const isModern = "mcpReq" in extra;
  const { signal, _meta: meta } = isModern ? extra.mcpReq : extra;
  const notify = isModern ? extra.mcpReq.notify : extra.sendNotification;
  const fields = (meta ?? {}) as JsonObject;
  const { progressToken } = fields;
  const passedOn = Object.entries(fields).filter(([name]) => PASSED_ON.includes(name));
  const isToken = typeof progressToken === "string" || typeof progressToken === "number";
  return {
    signal,
    meta: Object.fromEntries(passedOn),
    notifyProgress: isToken ? progressNotifier(progressToken, notify) : undefined,
    elicitation: isModern ? readElicitation(extra) : push(extra.sendRequest, canAnswer(extra, extra.requestInfo)),
  };
}

function readElicitation(extra: ModernExtra): Elicitation {
  const request = extra.mcpReq;
  const { envelope, inputResponses = {}, send } = request;
  if (envelope === undefined) {
    return push(send, canAnswer(extra, extra.http));
  }
  const capabilities = (envelope[CLIENT_CAPABILITIES] ?? {}) as { readonly elicitation?: unknown };
  if (capabilities.elicitation === undefined) {
    return { kind: "none" };
  }
  const state = request.requestState();
  return { kind: "rounds", state: typeof state === "string" ? state : undefined, responses: inputResponses };
}

/** Over HTTP an answer is a request of its own, which without a session reaches a server that has asked nothing. */
function canAnswer({ sessionId }: Pick<CallbackExtra, "sessionId">, http: unknown): boolean {
  return http === undefined || sessionId !== undefined;
}

function push(send: ModernExtra["mcpReq"]["send"], isPossible: boolean): Elicitation {
  return isPossible ? { kind: "push", ask: pushQuestion(send) } : { kind: "none" };
}

function pushQuestion(send: ModernExtra["mcpReq"]["send"]): ElicitationHandler {
  return async (request, { path, signal }) => {
    const answer = await send(toElicitationMessage(path, request), elicitationResult, {
      signal,
      timeout: ANSWER_TIMEOUT_MS,
    });
    return answer as ElicitationAnswer;
  };
}

/** Progress has to grow with every notification (MCP, progress), so it counts them. */
function progressNotifier(
  progressToken: string | number,
  notify: (notification: Notification) => Promise<void>,
): (message: string) => void {
  let progress = 0;
  return (message) => {
    progress += 1;
    notify({ method: "notifications/progress", params: { progressToken, progress, message } }).catch(() => {
      // The client is gone; the request's own signal says so to whom it concerns.
    });
  };
}
