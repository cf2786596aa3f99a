import { setTimeout as delay } from "node:timers/promises";
import type { HttpResponse } from "./http-client.ts";

/** How often and how long a request is tried again. */
export interface RetryOptions {
  /** Tries after the first one. */
  readonly maxRetries: number;
  /** The longest wait before one; a server that asks for more gets no further try. */
  readonly maxRetryDelayMs: number;
}

const FIRST_DELAY_MS = 250;
/** Too many requests, and service unavailable: the request was not processed. */
const RETRIED: ReadonlySet<number> = new Set([429, 503]);
/** The connection ended before the answer did, as one that was kept open may just when it is used again. */
const CONNECTION_LOST: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
/** RFC 9110, section 9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"]);

/** Whether sending a request twice does what sending it once does. */
export function isIdempotent(method: string): boolean {
  return IDEMPOTENT.has(method);
}

/**
 * Sends until there is an answer to keep. An idempotent method is tried again after a while where the server answers 429 or 503,
 * and where the connection was lost (RFC 9110, section 9.2.2, allows both).
 */
export async function sendWithRetry(
  method: string,
  options: RetryOptions & { readonly signal: AbortSignal },
  send: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  for (let retry = 0; ; retry += 1) {
    const isLast = retry === options.maxRetries || !isIdempotent(method);
    const response = await send().catch((error: unknown) => {
      if (isLast || !isConnectionLost(error)) {
        throw error;
      }
      return undefined;
    });
    if (response !== undefined && (isLast || !RETRIED.has(response.status))) {
      return response;
    }
    const waitMs = retryAfterMs(response?.headers["retry-after"]) ?? backoffMs(retry);
    if (response !== undefined && waitMs > options.maxRetryDelayMs) {
      return response;
    }
    await delay(waitMs, undefined, { signal: options.signal });
  }
}

function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && "code" in error && CONNECTION_LOST.has(error.code);
}

/** The delay that a `Retry-After` header asks for: seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(header: string | undefined, nowMs: number = Date.now()): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  const seconds = /^\s*\d+(?:\.\d+)?\s*$/u.test(header) ? Number(header) : undefined;
  const waitMs = seconds === undefined ? Date.parse(header) - nowMs : seconds * 1000;
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

/** Doubled with each try, half of it by chance, so that callers that were refused together do not come back together. */
function backoffMs(retry: number): number {
  const full = FIRST_DELAY_MS * 2 ** retry;
  return full / 2 + Math.random() * (full / 2);
}
