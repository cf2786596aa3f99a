import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
  type McpHttpHandler,
} from "@modelcontextprotocol/server";
import type { Runtime } from "@postern/runtime";
import { asksForCredentials, createDoor, type Door } from "../door/door.ts";
import { isUsable } from "../sources/is-usable.ts";
import { createClientServers } from "../view/client-servers.ts";
import { LOCAL_CLIENT, type GatewayConfig } from "../config/load-config.ts";

/** The path of the MCP endpoint. */
export const ENDPOINT = "/mcp";
/** Requests a minute for a client that sets no limit of its own. */
const REQUESTS_PER_MINUTE = 600;
/** Bytes of one request's body. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
const METADATA_PATH = "/.well-known/oauth-protected-resource";

/** What the routes need to know. */
export interface HttpRoutesOptions {
  readonly runtime: Runtime;
  readonly config: GatewayConfig;
  /** The endpoint as clients reach it. */
  readonly publicUrl: URL;
  readonly onError: (error: Error) => void;
}

/** The gateway's HTTP surface. Disposing it ends what is under way. */
export interface HttpRoutes extends AsyncDisposable {
  readonly fetch: (request: Request) => Promise<Response>;
}

/**
 * `/mcp` for both generations of the protocol, statelessly; `/healthz` and `/readyz`; and, with an authorization server,
 * the protected resource's metadata (RFC 9728). Without credentials, `Host` and `Origin` must be local, so that no web
 * page reaches the gateway by DNS rebinding.
 */
export function createHttpRoutes(options: HttpRoutesOptions): HttpRoutes {
  const { runtime, config, publicUrl, onError } = options;
  const servers = createClientServers(runtime, config);
  const mcp = createMcpHandler(({ authInfo }) => servers(authInfo?.clientId ?? LOCAL_CLIENT), {
    onerror: onError,
    maxRequestBodySize: MAX_REQUEST_BYTES,
  });
  const door = createDoor({
    clients: config.clients,
    oauth: config.oauth,
    resource: publicUrl.href,
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(publicUrl),
    requestsPerMinute: REQUESTS_PER_MINUTE,
  });
  const refuseForeign = createForeignCheck(config);
  const subscription = announceChanges(runtime, mcp, config);
  return {
    fetch: async (request) => refuseForeign(request) ?? route(request, { ...options, mcp, door }),
    async [Symbol.asyncDispose]() {
      subscription[Symbol.dispose]();
      await mcp.close();
    },
  };
}

interface Routing extends HttpRoutesOptions {
  readonly mcp: McpHttpHandler;
  readonly door: Door;
}

async function route(request: Request, { runtime, config, publicUrl, mcp, door }: Routing): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/healthz") {
    return new Response("ok\n");
  }
  if (pathname === "/readyz") {
    return readiness(runtime);
  }
  if (pathname.startsWith(METADATA_PATH) && config.oauth !== undefined) {
    return Response.json({
      resource: publicUrl.href,
      authorization_servers: [config.oauth.issuer],
      scopes_supported: config.oauth.requiredScopes ?? [],
      bearer_methods_supported: ["header"],
    });
  }
  if (pathname !== ENDPOINT) {
    return new Response(`Postern answers at ${ENDPOINT}.\n`, { status: 404 });
  }
  const admission = await door(request.headers.get("authorization") ?? undefined);
  if (admission.status === "refused") {
    return admission.response;
  }
  return mcp.fetch(request, admission.authInfo === undefined ? {} : { authInfo: admission.authInfo });
}

/** Where tools are shown directly, clients that listen learn that the list is another; the two tools never change. */
function announceChanges(runtime: Runtime, mcp: McpHttpHandler, { clients }: GatewayConfig): Disposable {
  const showsTools = Object.values(clients).some(
    ({ mode = "code", pinned = [] }) => mode !== "code" || pinned.length > 0,
  );
  return runtime.onCatalogChanged(() => {
    if (showsTools) {
      mcp.notify.toolsChanged();
    }
  });
}

/** Answers what refuses a request of a foreign host or page. */
function createForeignCheck(config: GatewayConfig): (request: Request) => Response | undefined {
  const isLocked = asksForCredentials(config);
  const publicHosts = config.publicUrl === undefined ? [] : [new URL(config.publicUrl).hostname];
  const origins = [...localhostAllowedOrigins(), ...publicHosts];
  const hosts = [...localhostAllowedHostnames(), ...publicHosts];
  return (request) =>
    originValidationResponse(request, origins) ?? (isLocked ? undefined : hostHeaderValidationResponse(request, hosts));
}

/** Ready once every source has answered or failed: a source that is down does not keep the others from serving. */
function readiness(runtime: Runtime): Response {
  const sources = runtime.sources().map(({ namespace, state, toolCount }) => ({ namespace, state, toolCount }));
  const isReady = sources.every((source) => isUsable(source) || !/^(?:idle|connecting)$/u.test(source.state));
  return Response.json({ isReady, sources }, { status: isReady ? 200 : 503 });
}
