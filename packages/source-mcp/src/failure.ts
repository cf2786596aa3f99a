import {
  InsufficientScopeError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  SseError,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { errorMessage, isPosternError, PosternError } from "@postern/core";
import type { JsonValue } from "@postern/core";
import { redactTexts } from "./result.ts";
import { readFault } from "./transport/transport-fault.ts";

/** What a failure says of the connection it came over. */
type ConnectionVerdict =
  /** Nothing: the upstream answered, or was slow. */
  | "fine"
  /** The request may have been lost on the way: look whether the upstream is still there. */
  | "doubtful"
  /** The server forgot the session, and did nothing: connect anew and ask again. */
  | "session-lost"
  /** The server takes the credentials no more: no request will do better until somebody logs in. */
  | "unauthorized";

/** A failure in Postern's words. */
export interface Failure {
  readonly error: PosternError;
  readonly connection: ConnectionVerdict;
  /** What it says of the upstream: it answered; it failed, which counts towards opening the circuit; or nothing. */
  readonly upstream: "answered" | "failed" | "unknown";
}

/** What a request was for, in messages: `github.list_issues`. */
export interface RequestDescription {
  readonly subject: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly hasSession: boolean;
}

/** Errors of `fetch` after which the request was certainly never sent. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Says in Postern's words what went wrong with a request. */
export function describeFailure(error: unknown, request: RequestDescription): Failure {
  if (request.signal?.aborted === true) {
    const reason: unknown = request.signal.reason;
    const given = isPosternError(reason) ? reason : undefined;
    const told = given ?? new PosternError("ABORTED", `${request.subject} was aborted.`);
    return failure(told, "fine", told.code === "CALL_TIMEOUT" ? "failed" : "unknown");
  }
  const own = posternErrorIn(error);
  if (own !== undefined) {
    return posternFailure(own);
  }
  if (error instanceof UnauthorizedError) {
    return failure(unauthorized(request.subject, "the upstream asks for a login", error), "unauthorized", "answered");
  }
  if (error instanceof InsufficientScopeError) {
    return failure(
      unauthorized(request.subject, "the upstream asks for more rights than the login gave", error),
      "fine",
      "answered",
    );
  }
  if (error instanceof SdkHttpError) {
    return httpFailure(error, request);
  }
  if (error instanceof SdkError) {
    return sdkFailure(error, request);
  }
  if (error instanceof ProtocolError) {
    const fault = readFault(error.data);
    if (fault !== undefined) {
      const isLoss = fault.code === "UNKNOWN_OUTCOME";
      const told = new PosternError(fault.code, `${request.subject}: ${fault.message}`);
      return failure(told, isLoss ? "doubtful" : "fine", isLoss ? "failed" : "answered");
    }
    const text = `${request.subject} was refused by the upstream (${error.code}): ${error.message.slice(0, 2000)}`;
    return failure(new PosternError("UPSTREAM_ERROR", text, { cause: error }), "fine", "answered");
  }
  return transportFailure(error, request);
}

/** Postern's own error, which `fetch` and the SDK wrap into theirs. */
function posternErrorIn(error: unknown): PosternError | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    if (isPosternError(current)) {
      return current;
    }
  }
  return undefined;
}

const VERDICTS: Readonly<Record<string, ConnectionVerdict>> = {
  SOURCE_UNAVAILABLE: "doubtful",
  UNAUTHORIZED: "unauthorized",
};
const ANSWERED: ReadonlySet<string> = new Set(["OUTPUT_LIMIT", "UPSTREAM_ERROR"]);
const FAILED: ReadonlySet<string> = new Set(["SOURCE_UNAVAILABLE", "CALL_TIMEOUT", "UNKNOWN_OUTCOME"]);

function posternFailure(error: PosternError): Failure {
  const upstream = ANSWERED.has(error.code) ? "answered" : "unknown";
  return failure(error, VERDICTS[error.code] ?? "fine", FAILED.has(error.code) ? "failed" : upstream);
}

function failure(error: PosternError, connection: ConnectionVerdict, upstream: Failure["upstream"]): Failure {
  return { error, connection, upstream };
}

function unauthorized(subject: string, why: string, cause: unknown): PosternError {
  return new PosternError("UNAUTHORIZED", `${subject}: ${why}. Check its credentials or log in again.`, { cause });
}

function sdkFailure(error: SdkError, request: RequestDescription): Failure {
  const { subject, timeoutMs } = request;
  if (error.code === SdkErrorCode.RequestTimeout) {
    return failure(callTimeout(subject, timeoutMs), "fine", "failed");
  }
  if (error.code === SdkErrorCode.ConnectionClosed) {
    return failure(unknownOutcome(subject, error), "doubtful", "failed");
  }
  if (error.code === SdkErrorCode.NotConnected || error.code === SdkErrorCode.SendFailed) {
    return failure(unavailable(subject, "the connection is closed", error), "doubtful", "failed");
  }
  const text = `${subject}: the upstream's answer cannot be used: ${error.message.slice(0, 500)}`;
  return failure(new PosternError("UPSTREAM_ERROR", text, { cause: error }), "fine", "answered");
}

/** The error of a request that took too long. */
export function callTimeout(subject: string, timeoutMs: number): PosternError {
  const text = `${subject} got no answer within ${timeoutMs} ms. The upstream may still be at it; look before you repeat a call that changes things.`;
  return new PosternError("CALL_TIMEOUT", text);
}

function httpFailure(error: SdkHttpError, request: RequestDescription): Failure {
  const { subject, hasSession } = request;
  const text = typeof error.data["text"] === "string" ? error.data["text"].slice(0, 300) : error.message.slice(0, 300);
  const { status } = error;
  if (status === 401 || status === 403) {
    // 403 may be about this one request.
    const told = unauthorized(subject, `the upstream answered HTTP ${status}`, error);
    return failure(told, status === 401 ? "unauthorized" : "fine", "answered");
  }
  // Servers answer 404 to a session they do not know, and some 400. Nothing was done.
  // https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
  if (hasSession && (status === 404 || (status === 400 && /session/iu.test(text)))) {
    return failure(unavailable(subject, "the upstream forgot the session", error), "session-lost", "unknown");
  }
  const answer = `the upstream answered HTTP ${status}: ${text}`;
  switch (status) {
    case 404:
      return failure(unavailable(subject, answer, error), "doubtful", "failed");
    case 429:
    case 503:
      return failure(unavailable(subject, answer, error), "fine", "failed");
    case 502:
    case 504:
      return failure(unknownOutcome(subject, error), "doubtful", "failed");
    default: {
      const told = new PosternError("UPSTREAM_ERROR", `${subject}: ${answer}`, { cause: error });
      return failure(told, "fine", status >= 500 ? "failed" : "answered");
    }
  }
}

function transportFailure(error: unknown, request: RequestDescription): Failure {
  const { subject } = request;
  if (error instanceof SseError && (error.code === 401 || error.code === 403)) {
    return failure(unauthorized(subject, `the upstream answered HTTP ${error.code}`, error), "fine", "failed");
  }
  const code = networkCode(error);
  if (code !== undefined && NEVER_SENT.has(code)) {
    return failure(unavailable(subject, `the upstream cannot be reached (${code})`, error), "doubtful", "failed");
  }
  return failure(unknownOutcome(subject, error), "doubtful", "failed");
}

function unavailable(subject: string, why: string, cause: unknown): PosternError {
  return new PosternError("SOURCE_UNAVAILABLE", `${subject}: ${why}. Nothing was done.`, { cause });
}

function unknownOutcome(subject: string, cause: unknown): PosternError {
  const text = `${subject}: the connection was lost before the answer came; it may or may not have happened. It is not repeated; look before you repeat it.`;
  return new PosternError("UNKNOWN_OUTCOME", text, { cause });
}

/** Takes out of an error the secrets that an upstream may quote: of its words, and of the protocol error behind it. */
export function redactError(error: PosternError, redact: (text: string) => string): void {
  error.message = redact(error.message);
  const { cause } = error;
  if (cause instanceof ProtocolError) {
    const data = cause.data === undefined ? undefined : redactTexts(cause.data as JsonValue, redact);
    error.cause = new ProtocolError(cause.code, redact(cause.message), data);
  }
}

/** The system's error code, which `fetch` keeps in the cause, or in the causes of a cause. */
function networkCode(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    const code = "code" in current ? current.code : undefined;
    if (typeof code === "string" && code !== "ERR_INVALID_URL") {
      return code;
    }
    if (current instanceof AggregateError && current.errors.length > 0) {
      return networkCode(current.errors[0]);
    }
  }
  return undefined;
}

/** Why an upstream is not there, in words without paths of this machine, for scripts. */
export function summarize(error: unknown, diagnostics: readonly string[]): string {
  const code = networkCode(error);
  const isSpawn = error instanceof Error && "syscall" in error && String(error.syscall).startsWith("spawn");
  if (isSpawn && code !== undefined) {
    return `its command cannot be started (${code})`;
  }
  return (
    diagnostics[0] ??
    (code === undefined || error instanceof SdkError ? explain(error) : `it cannot be reached (${code})`)
  );
}

/** What the SDK puts before the reason, which says nothing to people. */
const SDK_PREFIX = /^(?:Version negotiation (?:probe )?failed|Error POSTing to endpoint): /u;

/** The chain of messages of an error, for people: `fetch failed: connect ECONNREFUSED 127.0.0.1:1`. */
export function explain(error: unknown): string {
  const parts: string[] = [];
  for (let current = error, depth = 0; current !== undefined && depth < 5; depth += 1) {
    const text = errorMessage(current).replace(SDK_PREFIX, "").slice(0, 1000);
    if (text !== "" && !parts.some((part) => part.includes(text))) {
      parts.push(text);
    }
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join(": ");
}
