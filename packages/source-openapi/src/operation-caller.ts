import { errorMessage, isPosternError, PosternError } from "@postern/core";
import type { CallContext, ScriptObject, ScriptValue, ToolResult } from "@postern/core";
import type { Authenticator } from "./auth/authenticator.ts";
import type { Secrets } from "./auth/secrets.ts";
import type { Credentials, HttpClient, HttpResponse } from "./network/http-client.ts";
import { createLimiter } from "./network/limiter.ts";
import { isIdempotent, sendWithRetry } from "./network/retry.ts";
import type { OperationPlan } from "./operations/operation-plan.ts";
import type { OpenApiSettings } from "./options.ts";
import { buildRequest } from "./request/build-request.ts";
import { serverUrl } from "./request/server-url.ts";
import { httpErrorText } from "./response/http-error.ts";
import { describe, responseValue, visibleHeaders } from "./response/read-response.ts";

/** Calls operations. */
export type OperationCaller = (plan: OperationPlan, input: ScriptObject, context: CallContext) => Promise<ToolResult>;

/** What calls are made with. */
export interface CallerParts {
  readonly settings: OpenApiSettings;
  readonly documentUrl: string | undefined;
  readonly client: HttpClient;
  readonly authenticator: Authenticator;
  readonly secrets: Secrets;
}

interface Call {
  readonly plan: OperationPlan;
  readonly input: ScriptObject;
  readonly context: CallContext;
}

const USER_AGENT = "Postern";

/** A caller over one document's settings. */
export function createOperationCaller(parts: CallerParts): OperationCaller {
  const { settings, secrets, authenticator } = parts;
  const limited = createLimiter(settings.maxConcurrentCalls);
  const redact = (text: string): string => secrets.redact(text);

  async function respond({ plan, input, context }: Call, signal: AbortSignal): Promise<HttpResponse> {
    const baseUrl = serverUrl(plan.servers, { ...settings, documentUrl: parts.documentUrl });
    const { headers, ...request } = buildRequest(plan, input, baseUrl);
    const send = async (): Promise<HttpResponse> => {
      const credentials = withHeaders(await authenticator.credentials(plan.security, signal), settings.headers);
      const sent = { "user-agent": USER_AGENT, ...headers, ...traceHeaders(context) };
      return parts.client.send({ ...request, headers: sent, credentials }, signal);
    };
    const retry = { ...settings, signal };
    const response = await sendWithRetry(plan.entry.method, retry, send);
    const isRenewed = response.status === 401 && authenticator.forgetTokens();
    return isRenewed ? sendWithRetry(plan.entry.method, retry, send) : response;
  }

  return async (plan, input, context) => {
    const wantsResponse = responseOption(context.options);
    const timeout = AbortSignal.timeout(settings.timeoutMs);
    const signal = AbortSignal.any([context.signal, timeout]);
    let response: HttpResponse;
    try {
      response = await limited(() => respond({ plan, input, context }, signal), signal);
    } catch (error) {
      throw callError(error, { plan, context, timeout, settings, redact });
    }
    if (response.status >= 400 || response.status < 200) {
      const advice = authenticator.advice(plan.security);
      return { isError: true, content: [{ type: "text", text: httpErrorText(plan, response, { redact, advice }) }] };
    }
    const value = responseValue(plan, response, redact);
    const answer = wantsResponse ? envelope(response, value, redact) : value;
    return { content: [], ...(answer === undefined ? {} : { structuredContent: answer }) };
  };
}

/** @throws {PosternError} INVALID_INPUT - when there are other options than `response` */
function responseOption(options: ScriptObject | undefined): boolean {
  const unknown = Object.keys(options ?? {}).filter((name) => name !== "response");
  const response = options?.["response"] ?? false;
  if (unknown.length > 0 || typeof response !== "boolean") {
    throw new PosternError("INVALID_INPUT", "The second argument takes { response: boolean } and nothing else.");
  }
  return response;
}

function envelope(
  response: HttpResponse,
  value: ScriptValue | undefined,
  redact: (text: string) => string,
): ScriptObject {
  const { status, headers } = response;
  return { status, headers: visibleHeaders(headers, redact), ...(value === undefined ? {} : { body: value }) };
}

/** Configured headers may be credentials, and are treated as such. */
function withHeaders(
  credentials: Credentials | undefined,
  headers: Readonly<Record<string, string>> | undefined,
): Credentials {
  const configured = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    query: credentials?.query ?? {},
    cookies: credentials?.cookies ?? {},
    headers: { ...(Object.fromEntries(configured) as Record<string, string>), ...credentials?.headers },
  };
}

/** W3C Trace Context that came with the call. */
function traceHeaders({ meta }: CallContext): Record<string, string> {
  const entries = ["traceparent", "tracestate"].map((name) => [name, meta?.[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

interface FailedCall {
  readonly plan: OperationPlan;
  readonly context: CallContext;
  readonly timeout: AbortSignal;
  readonly settings: OpenApiSettings;
  readonly redact: (text: string) => string;
}

function callError(error: unknown, { plan, context, timeout, settings, redact }: FailedCall): PosternError {
  if (context.signal.aborted) {
    return new PosternError("ABORTED", `${describe(plan)} was aborted.`, { cause: error });
  }
  if (timeout.aborted) {
    const text = `${describe(plan)} took longer than ${settings.timeoutMs} ms; raise timeoutMs or ask for less.`;
    return new PosternError("CALL_TIMEOUT", text, { cause: error });
  }
  if (isPosternError(error)) {
    return error;
  }
  const reason = redact(errorMessage(error));
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "UND_ERR_INVALID_ARG") {
    return new PosternError("INVALID_INPUT", `${describe(plan)}: ${reason}`, { cause: error });
  }
  const neverSent =
    /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|.*CERT.*)$/u;
  return neverSent.test(code) || isIdempotent(plan.entry.method)
    ? new PosternError("SOURCE_UNAVAILABLE", `${describe(plan)}: ${reason}`, { cause: error })
    : new PosternError("UNKNOWN_OUTCOME", `${describe(plan)}: the connection was lost: ${reason}`, { cause: error });
}
