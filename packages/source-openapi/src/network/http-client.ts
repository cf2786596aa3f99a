import { PosternError } from "@postern/core";
import { Agent } from "undici";
import { publicLookup, refusePrivateHost } from "./address-guard.ts";
import { readBody } from "./read-body.ts";

/** A request, complete. Header names are in lower case. */
interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  /** Headers and query parameters that are credentials; they stay with the host of `url`. */
  readonly credentials?: Credentials | undefined;
}

/** What proves who calls. */
export interface Credentials {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
}

/** An answer, read to its end. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; of those that came several times, the values are joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Options of `createHttpClient`. */
export interface HttpClientOptions {
  readonly allowPrivateAddresses: boolean;
  readonly maxResponseBytes: number;
  readonly maxConnections: number;
}

/** Sends requests over connections that are kept. */
export interface HttpClient extends AsyncDisposable {
  /**
   * One request and its answer, redirects followed.
   * @throws {PosternError} DENIED - a private address, or a redirect that would leave the host with a body
   * @throws {PosternError} OUTPUT_LIMIT - the answer is longer than maxResponseBytes
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
}

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;

/** A client over its own connection pool. Whoever made it disposes it. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const agent = new Agent({
    connections: options.maxConnections,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: {
      timeout: CONNECT_TIMEOUT_MS,
      ...(options.allowPrivateAddresses ? {} : { lookup: publicLookup }),
    },
    // The caller's signal ends a call; these would end it earlier with another error.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function sendOnce(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    if (!options.allowPrivateAddresses) {
      refusePrivateHost(request.url);
    }
    const { credentials, url } = withCredentials(request);
    const response = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { "accept-encoding": "gzip, deflate, br", ...request.headers, ...credentials },
      body: request.body ?? null,
      signal,
    });
    const headers = joinedHeaders(response.headers);
    return { status: response.statusCode, headers, body: await readBody(response.body, headers, options) };
  }

  return {
    send: async (request, signal) => {
      let current = request;
      for (let hop = 0; ; hop += 1) {
        const response = await sendOnce(current, signal);
        const location = REDIRECTS.has(response.status) ? response.headers["location"] : undefined;
        if (location === undefined || hop === MAX_REDIRECTS || !URL.canParse(location, current.url.href)) {
          return response;
        }
        current = redirected(current, new URL(location, current.url), response.status);
      }
    },
    [Symbol.asyncDispose]: async () => agent.destroy(),
  };
}

/** The request that a redirect asks for (RFC 9110, section 15.4). Another origin gets neither credentials nor a body. */
function redirected(request: HttpRequest, target: URL, status: number): HttpRequest {
  if (target.protocol !== "https:" && target.protocol !== request.url.protocol) {
    throw new PosternError(
      "DENIED",
      `${request.url.host} redirects from ${request.url.protocol} to ${target.protocol}`,
    );
  }
  const isSafe = request.method === "GET" || request.method === "HEAD";
  const becomesGet = !isSafe && (status === 303 || (request.method === "POST" && status < 303));
  const method = becomesGet ? "GET" : request.method;
  const { body, credentials, headers: carried, ...rest } = request;
  const headers = { ...carried };
  if (becomesGet) {
    delete headers["content-type"];
  }
  if (target.origin === request.url.origin) {
    return { ...rest, url: target, method, headers, credentials, body: becomesGet ? undefined : body };
  }
  if (!isSafe && !becomesGet) {
    throw new PosternError(
      "DENIED",
      `${request.url.host} redirects a ${request.method} to ${target.host}; not followed.`,
    );
  }
  return { ...rest, url: target, method, headers: onlyNegotiation(headers) };
}

/** Headers that say nothing about the caller. */
function onlyNegotiation(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => ["accept", "user-agent"].includes(name)));
}

function withCredentials({ url, headers, credentials }: HttpRequest): {
  url: URL;
  credentials: Record<string, string>;
} {
  if (credentials === undefined) {
    return { url, credentials: {} };
  }
  const target = new URL(url);
  for (const [name, value] of Object.entries(credentials.query)) {
    const pair = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
    target.search = target.search === "" ? pair : `${target.search}&${pair}`;
  }
  const cookies = Object.entries(credentials.cookies).map(([name, value]) => `${name}=${value}`);
  const cookie = [headers["cookie"], ...cookies].filter((part) => part !== undefined).join("; ");
  return { url: target, credentials: { ...credentials.headers, ...(cookie === "" ? {} : { cookie }) } };
}

function joinedHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter((entry): entry is [string, string | string[]] => entry[1] !== undefined)
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]),
  );
}
