import {
  type CallProgress,
  type JsonObject,
  isJsonObject,
  type UpstreamLogLevel,
  type UpstreamLogReader,
} from "@postern/core";
import { answerSchema, type AskClient } from "./client-question.ts";

/** What a request brings along, whichever SDK read it. */
export interface RequestContext {
  readonly signal: AbortSignal;
  readonly meta: JsonObject;
  /** Tells the client of progress. Absent where it did not ask to be told. */
  readonly notifyProgress: ((progress: CallProgress) => void) | undefined;
  /** Sends the client what upstreams log. Absent where it does not want to know. */
  readonly log: UpstreamLogReader | undefined;
  /** How the client, and the person in front of it, can be asked. */
  readonly asking: Asking;
  /** What the client said that it can do. Absent where it is not known. */
  readonly capabilities: JsonObject | undefined;
}

/**
 * How a client can be asked: by a request of the server's while the call is under way (up to 2025-11-25), by an answer that
 * asks and a request that answers (2026-07-28), or not at all.
 */
export type Asking =
  | { readonly kind: "none" }
  | { readonly kind: "push"; readonly ask: AskClient }
  | {
      readonly kind: "rounds";
      readonly state: string | undefined;
      readonly responses: Readonly<Record<string, unknown>>;
    };

/** What a connection knows of its client, where one request does not say it. */
export interface KnownClient {
  readonly capabilities?: JsonObject | undefined;
  /** From which level on it wants to read what is logged. Absent: nothing. */
  readonly logLevel?: UpstreamLogLevel;
}

interface Notification {
  readonly method: "notifications/progress" | "notifications/message";
  readonly params: Record<string, unknown>;
}

interface RequestOptions {
  readonly signal: AbortSignal;
  readonly timeout: number;
}

type Notify = (notification: Notification) => Promise<void>;
type Send = (message: object, schema: ReturnType<typeof answerSchema>, options: RequestOptions) => Promise<unknown>;

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
    readonly notify: (notification: never) => Promise<void>;
    readonly send: (message: never, schema: never, options: RequestOptions) => Promise<unknown>;
  };
}

/** The second argument of a tool's callback: `RequestHandlerExtra` of the 1.x SDK. */
interface LegacyExtra {
  readonly sessionId?: string | undefined;
  /** There where the request came over HTTP. */
  readonly requestInfo?: unknown;
  readonly signal: AbortSignal;
  readonly _meta?: unknown;
  readonly sendNotification: (notification: never) => Promise<void>;
  readonly sendRequest: ModernExtra["mcpReq"]["send"];
}

/** What either SDK hands to a tool's callback beside the input. */
export type CallbackExtra = ModernExtra | LegacyExtra;

/** W3C trace context and baggage, passed on to upstreams (MCP 2026-07-28, `_meta` reserved names). */
const PASSED_ON = ["traceparent", "tracestate", "baggage"];
const CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const LOG_LEVEL = "io.modelcontextprotocol/logLevel";
/** A person takes longer than the 60 s that the SDKs wait for a program. */
const ANSWER_TIMEOUT_MS = 600_000;

/** Reads what a tool's callback is given by a server of either SDK. */
export function readRequestContext(extra: CallbackExtra, known: KnownClient = {}): RequestContext {
  const isModern = "mcpReq" in extra;
  const { signal, _meta: meta } = isModern ? extra.mcpReq : extra;
  const notify = (isModern ? extra.mcpReq.notify : extra.sendNotification) as Notify;
  const fields = (meta ?? {}) as JsonObject;
  const { progressToken } = fields;
  const passedOn = Object.entries(fields).filter(([name]) => PASSED_ON.includes(name));
  const isToken = typeof progressToken === "string" || typeof progressToken === "number";
  const envelope = isModern ? extra.mcpReq.envelope : undefined;
  // A modern request says for itself what its client wants and can do.
  const level = envelope === undefined ? known.logLevel : (envelope[LOG_LEVEL] as UpstreamLogLevel | undefined);
  const declared = envelope === undefined ? known.capabilities : envelope[CLIENT_CAPABILITIES];
  return {
    signal,
    meta: Object.fromEntries(passedOn),
    notifyProgress: isToken
      ? (progress) => tell(notify, "notifications/progress", { progressToken, ...progress })
      : undefined,
    log: level && { level, onMessage: (message) => tell(notify, "notifications/message", { ...message }) },
    asking: isModern ? readAsking(extra) : push(extra.sendRequest, canAnswer(extra, extra.requestInfo)),
    capabilities: isJsonObject(declared) ? declared : undefined,
  };
}

function readAsking(extra: ModernExtra): Asking {
  const request = extra.mcpReq;
  const { envelope, inputResponses = {}, send } = request;
  if (envelope === undefined) {
    return push(send, canAnswer(extra, extra.http));
  }
  const { elicitation, sampling, roots } = (envelope[CLIENT_CAPABILITIES] ?? {}) as Readonly<Record<string, unknown>>;
  if ((elicitation ?? sampling ?? roots) === undefined) {
    return { kind: "none" };
  }
  const state = request.requestState();
  return { kind: "rounds", state: typeof state === "string" ? state : undefined, responses: inputResponses };
}

/** Over HTTP an answer is a request of its own, which without a session reaches a server that has asked nothing. */
function canAnswer({ sessionId }: Pick<CallbackExtra, "sessionId">, http: unknown): boolean {
  return http === undefined || sessionId !== undefined;
}

function push(send: ModernExtra["mcpReq"]["send"], isPossible: boolean): Asking {
  const ask: AskClient = ({ message }, signal) =>
    (send as Send)(message, answerSchema(message), { signal, timeout: ANSWER_TIMEOUT_MS });
  return isPossible ? { kind: "push", ask } : { kind: "none" };
}

/** Tells a client that may be gone; the request's own signal says so to whom it concerns. */
function tell(notify: Notify, method: Notification["method"], params: Notification["params"]): void {
  notify({ method, params }).catch(() => undefined);
}
