import { getOAuthProtectedResourceMetadataUrl } from "@modelcontextprotocol/server";
import type { GatewayConfig } from "../config/load-config.ts";
import { asksForCredentials, createDoor, type Door } from "../door/door.ts";
import type { Gateway } from "../gateway.ts";
import type { Log } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics.ts";
import { createClientViews } from "../view/client-views.ts";
import { type ClientEndpoints, createClientEndpoints } from "./client-endpoints.ts";
import { createForeignCheck } from "./foreign-check.ts";
import { readiness } from "./readiness.ts";

/** The path of the MCP endpoint. */
export const ENDPOINT = "/mcp";
/** Requests a minute for a client that sets no limit of its own. */
const REQUESTS_PER_MINUTE = 600;
/** Bytes of one request's body. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
/** RFC 9728, section 3. */
const METADATA_PATH = "/.well-known/oauth-protected-resource";
/** Seconds after which a client that came while the gateway ended may find another, or the next one. */
const RETRY_AFTER_SECONDS = 1;

/** What the routes need to know. */
export interface HttpRoutesOptions {
  readonly gateway: Pick<Gateway, "runtime" | "isWarm" | "warm">;
  readonly config: GatewayConfig;
  /** The endpoint as clients reach it. */
  readonly publicUrl: URL;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The gateway's HTTP surface. Disposing it ends what is under way. */
export interface HttpRoutes extends AsyncDisposable {
  readonly fetch: (request: Request) => Promise<Response>;
  /** From now on no new work is taken, and `/readyz` says so. */
  drain(): void;
}

interface Answer {
  readonly response: Response;
  readonly client?: string;
}

type Route = (request: Request) => Answer | Promise<Answer>;

/**
 * `/mcp` for both generations of the protocol, of which no answer depends on a session; `/healthz`, `/readyz` and `/metrics`; and, with an
 * authorization server, the protected resource's metadata (RFC 9728).
 */
export function createHttpRoutes(options: HttpRoutesOptions): HttpRoutes {
  const { config, publicUrl, log, metrics } = options;
  const { runtime } = options.gateway;
  const endpoints = createClientEndpoints({
    views: createClientViews(runtime, config),
    maxRequestBytes: MAX_REQUEST_BYTES,
    onError: (error) => log("debug", "request not served", { error }),
  });
  const door = createDoor({
    clients: config.clients,
    oauth: config.oauth,
    resource: publicUrl.href,
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(publicUrl),
    requestsPerMinute: REQUESTS_PER_MINUTE,
  });
  const state = { isDraining: false };
  const routes = createRoutes(options, { endpoints, door, state });
  const refuseForeign = createForeignCheck(config);
  return {
    async fetch(request) {
      const startedAtMs = performance.now();
      const { pathname } = new URL(request.url);
      const route = routes.has(pathname) ? pathname : "other";
      const foreign = refuseForeign(request);
      const answer = foreign ? { response: foreign } : await (routes.get(pathname) ?? notFound)(request);
      const { status } = answer.response;
      const ms = Math.round((performance.now() - startedAtMs) * 10) / 10;
      metrics.onAnswered({ route, status, ms });
      const isRefused = status === 401 || status === 403 || status === 429;
      log(isRefused ? "warn" : "debug", "request answered", { route, status, ms, client: answer.client });
      return answer.response;
    },
    drain() {
      state.isDraining = true;
    },
    async [Symbol.asyncDispose]() {
      await endpoints[Symbol.asyncDispose]();
    },
  };
}

interface Parts {
  readonly endpoints: ClientEndpoints;
  readonly door: Door;
  readonly state: { readonly isDraining: boolean };
}

function createRoutes(
  { gateway, config, publicUrl, metrics }: HttpRoutesOptions,
  { endpoints, door, state }: Parts,
): ReadonlyMap<string, Route> {
  const showsSources = !asksForCredentials(config);
  const routes = new Map<string, Route>([
    ["/healthz", () => ({ response: new Response("ok\n") })],
    ["/readyz", () => ({ response: readiness({ gateway, isDraining: state.isDraining, showsSources }) })],
    [
      "/metrics",
      behind(door, async () => {
        const { text, contentType } = await metrics.render(() => gateway.runtime.sources());
        return new Response(text, { headers: { "content-type": contentType } });
      }),
    ],
    [
      ENDPOINT,
      behind(door, async (request, sender) =>
        state.isDraining
          ? ((await endpoints.finish(request, sender)) ?? shuttingDown())
          : endpoints.fetch(request, sender),
      ),
    ],
  ]);
  if (config.oauth !== undefined) {
    const metadata = {
      resource: publicUrl.href,
      authorization_servers: [config.oauth.issuer],
      scopes_supported: config.oauth.requiredScopes ?? [],
      bearer_methods_supported: ["header"],
    };
    const { pathname } = new URL(getOAuthProtectedResourceMetadataUrl(publicUrl));
    for (const path of [pathname, METADATA_PATH]) {
      routes.set(path, () => ({ response: Response.json(metadata) }));
    }
  }
  return routes;
}

type Admitted = Extract<Awaited<ReturnType<Door>>, { readonly status: "admitted" }>;

/** Answers whom the door lets in. */
function behind(
  door: Door,
  answer: (request: Request, admitted: Admitted) => Promise<Response>,
): (request: Request) => Promise<Answer> {
  return async (request) => {
    const admission = await door(request.headers.get("authorization") ?? undefined);
    if (admission.status === "refused") {
      return admission;
    }
    return { response: await answer(request, admission), client: admission.client };
  };
}

function notFound(): Answer {
  return { response: new Response(`Postern answers at ${ENDPOINT}.\n`, { status: 404 }) };
}

function shuttingDown(): Response {
  return Response.json(
    { error: "shutting_down", error_description: "This gateway is shutting down; nothing was done. Try again." },
    { status: 503, headers: { "retry-after": String(RETRY_AFTER_SECONDS), connection: "close" } },
  );
}
