import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import { PosternError } from "@postern/core";
import { untilAborted } from "../call-deadline.ts";

/** What an authorization server sent along with the person. */
interface RedirectAnswer {
  readonly code: string;
  readonly iss?: string;
}

/** A listener for the end of a login. */
export interface LoopbackRedirect extends AsyncDisposable {
  readonly url: string;
  /**
   * The answer to the login.
   * @throws {PosternError} UNAUTHORIZED - the authorization server refused; ABORTED - the signal was first
   */
  wait(signal: AbortSignal): Promise<RedirectAnswer>;
}

const PATH = "/callback";
const SECURITY_HEADERS = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Listens on a port of this machine only (RFC 8252, section 7.3). Answers to logins with another `state` are turned away. */
export async function listenForRedirect(port: number, state: string): Promise<LoopbackRedirect> {
  const answered = Promise.withResolvers<RedirectAnswer>();
  answered.promise.catch(() => undefined);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (request.method !== "GET" || url.pathname !== PATH) {
      reply(response, 404, "Not found.");
    } else if (!isSame(url.searchParams.get("state") ?? "", state)) {
      reply(response, 400, "This is not the answer to a login that is under way.");
    } else {
      settle(url.searchParams, answered);
      const isRefused = url.searchParams.has("error");
      reply(response, 200, isRefused ? "The login was refused." : "Logged in. You can close this page.");
    }
  });
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    throw new PosternError("INVALID_OPTION", `Port ${port} (redirectPort) cannot be listened on.`, { cause: error });
  }
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}${PATH}`,
    wait: (signal) => untilAborted(answered.promise, signal),
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeIdleConnections();
    },
  };
}

function settle(parameters: URLSearchParams, answered: PromiseWithResolvers<RedirectAnswer>): void {
  const error = parameters.get("error");
  const code = parameters.get("code");
  const iss = parameters.get("iss");
  if (error !== null || code === null) {
    const why = (error ?? "no code").slice(0, 100);
    answered.reject(new PosternError("UNAUTHORIZED", `The authorization server refused the login: ${why}.`));
  } else {
    answered.resolve({ code, ...(iss === null ? {} : { iss }) });
  }
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...SECURITY_HEADERS, connection: "close" }).end(`${text}\n`);
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
