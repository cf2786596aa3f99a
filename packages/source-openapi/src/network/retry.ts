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
/** RFC 9110, section 9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"]);

/** Whether sending a request twice does what sending it once does. */
export function isIdempotent(method: string): boolean {
  return IDEMPOTENT.has(method);
}

/** Sends until there is an answer to keep: 429 and 503 of an idempotent method are tried again after a while. */
export async function sendWithRetry(
  method: string,
  options: RetryOptions & { readonly signal: AbortSignal },
  send: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  for (let retry = 0; ; retry += 1) {
    const response = await send();
    if (!RETRIED.has(response.status) || !isIdempotent(method) || retry === options.maxRetries) {
      return response;
    }
    const waitMs = retryAfterMs(response.headers["retry-after"]) ?? backoffMs(retry);
    if (waitMs > options.maxRetryDelayMs) {
      return response;
    }
    await delay(waitMs, undefined, { signal: options.signal });
  }
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
