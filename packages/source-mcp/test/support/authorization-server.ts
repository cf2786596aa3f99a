import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text as bodyOf } from "node:stream/consumers";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { createModernServer } from "../fixtures/modern-tools.ts";
import { listen } from "./http-server.ts";

/** What a test can turn, and what it can count. */
export interface AuthorizationServer extends AsyncDisposable {
  readonly origin: string;
  /** The protected MCP server. */
  readonly mcpUrl: string;
  readonly requests: string[];
  /** Forms that came to the token endpoint. */
  readonly forms: URLSearchParams[];
  /** Values of `Authorization` that came to the token endpoint. */
  readonly authorizations: string[];
  lifetimeSeconds: number;
  /** The `iss` that comes with the redirect. */
  issuerInRedirect: string;
  takesMetadataDocuments: boolean;
  /** Offers to revoke tokens (RFC 7009). */
  revokesTokens: boolean;
  /** Lets everybody in, token or not. */
  isOpen: boolean;
  /** Answers calls with 403 and asks for this scope, until a login asked for it. */
  neededScope: string | undefined;
  /** Makes every token invalid, but not the refresh tokens. */
  expireTokens(): void;
  /** Makes the refresh tokens invalid as well. */
  revoke(): void;
}

const MCP_PATH = "/mcp";

/** An authorization server with PKCE, rotation of refresh tokens and dynamic registration, and an MCP server behind it. */
export async function startAuthorizationServer(): Promise<AuthorizationServer> {
  const tokens = new Set<string>();
  const refreshTokens = new Set<string>();
  const codes = new Map<string, string>();
  const scopes = new Map<string, readonly string[]>();
  let grantedScopes: readonly string[] = [];
  const handle = toNodeHandler(createMcpHandler(() => createModernServer()));

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void> =
    {
      [`/.well-known/oauth-protected-resource${MCP_PATH}`]: (_request, response) =>
        json(response, 200, {
          resource: server.mcpUrl,
          authorization_servers: [server.origin],
          scopes_supported: ["tools"],
        }),
      "/.well-known/oauth-authorization-server": (_request, response) => json(response, 200, metadata()),
      "/register": async (request, response) =>
        json(response, 201, { ...(JSON.parse(await bodyOf(request)) as object), client_id: "registered" }),
      "/authorize": (_request, response, { searchParams }) => {
        const code = randomUUID();
        grantedScopes = searchParams.get("scope")?.split(" ") ?? [];
        codes.set(code, searchParams.get("code_challenge") ?? "");
        const target = new URL(searchParams.get("redirect_uri") ?? "");
        target.searchParams.set("code", code);
        target.searchParams.set("state", searchParams.get("state") ?? "");
        target.searchParams.set("iss", server.issuerInRedirect);
        response.writeHead(302, { location: target.href }).end();
      },
      "/token": async (request, response) => {
        const form = new URLSearchParams(await bodyOf(request));
        server.forms.push(form);
        if (request.headers.authorization !== undefined) {
          server.authorizations.push(request.headers.authorization);
        }
        grant(form, request, response);
      },
      "/revoke": async (request, response) => {
        const form = new URLSearchParams(await bodyOf(request));
        server.forms.push(form);
        refreshTokens.delete(form.get("token") ?? "");
        response.writeHead(200).end();
      },
      [MCP_PATH]: async (request, response) => serveMcp(request, response),
    };

  function metadata(): object {
    return {
      issuer: server.origin,
      authorization_endpoint: `${server.origin}/authorize`,
      token_endpoint: `${server.origin}/token`,
      ...(server.revokesTokens ? { revocation_endpoint: `${server.origin}/revoke` } : {}),
      registration_endpoint: `${server.origin}/register`,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["none", "client_secret_basic"],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: server.takesMetadataDocuments,
    };
  }

  function grant(form: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isGranted = {
      authorization_code: () => codes.get(form.get("code") ?? "") === verifier,
      refresh_token: () => refreshTokens.delete(form.get("refresh_token") ?? ""),
      client_credentials: () => request.headers.authorization === `Basic ${btoa("robot:robot-secret")}`,
    }[form.get("grant_type") ?? ""];
    if (isGranted?.() !== true) {
      json(response, 400, { error: "invalid_grant" });
      return;
    }
    const [access, refresh] = [`access-${randomUUID()}`, `refresh-${randomUUID()}`];
    tokens.add(access);
    scopes.set(access, grantedScopes);
    refreshTokens.add(refresh);
    const answer = { access_token: access, token_type: "Bearer", expires_in: server.lifetimeSeconds };
    json(
      response,
      200,
      form.get("grant_type") === "client_credentials" ? answer : { ...answer, refresh_token: refresh },
    );
  }

  async function serveMcp(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const challenge = `Bearer resource_metadata="${server.origin}/.well-known/oauth-protected-resource${MCP_PATH}"`;
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    if (!tokens.has(token) && !server.isOpen) {
      response.writeHead(401, { "www-authenticate": challenge }).end();
    } else if (server.neededScope !== undefined && !scopes.get(token)?.includes(server.neededScope)) {
      const scope = `error="insufficient_scope", scope="${server.neededScope}"`;
      response.writeHead(403, { "www-authenticate": `${challenge}, ${scope}` }).end();
    } else {
      const { method = "GET", url = "/", headers } = request;
      await handle(Object.assign(request, { method, url, headers }), response);
    }
  }

  const http = await listen((request, response) => {
    const url = new URL(request.url ?? "/", server.origin);
    server.requests.push(url.pathname);
    const route = routes[url.pathname];
    void (route?.(request, response, url) ?? (route === undefined && response.writeHead(404).end()));
  });
  const server: AuthorizationServer = {
    origin: http.origin,
    mcpUrl: `${http.origin}${MCP_PATH}`,
    requests: [],
    forms: [],
    authorizations: [],
    lifetimeSeconds: 3600,
    issuerInRedirect: http.origin,
    takesMetadataDocuments: false,
    revokesTokens: true,
    isOpen: false,
    neededScope: undefined,
    expireTokens: () => tokens.clear(),
    revoke: () => {
      tokens.clear();
      refreshTokens.clear();
    },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
  return server;
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
