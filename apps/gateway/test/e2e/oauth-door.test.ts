import { afterAll, beforeAll, expect, it } from "vitest";
import {
  createBareWorkspace,
  type HttpGateway,
  startHttpGateway,
  untilLogged,
  type Workspace,
} from "../support/gateway-process.ts";
import { type HttpUpstream, startHttpUpstream } from "../support/http-upstream.ts";
import { type JwksServer, startJwksServer } from "../support/jwks-server.ts";
import { execute, send } from "../support/raw-request.ts";

const PUBLIC_URL = "https://gateway.example/mcp";
const METADATA_PATH = "/.well-known/oauth-protected-resource/mcp";
let jwks: JwksServer;
let upstream: HttpUpstream;
let workspace: Workspace;
let gateway: HttpGateway;
/** The endpoint on this machine, behind the public one. */
let url: string;

beforeAll(async () => {
  [jwks, upstream] = await Promise.all([startJwksServer(), startHttpUpstream()]);
  const { issuer, jwksUrl } = jwks;
  workspace = await createBareWorkspace({
    mcpServers: { upstream: { url: upstream.url } },
    publicUrl: PUBLIC_URL,
    oauth: { issuer, jwksUrl, requiredScopes: ["mcp"] },
  });
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
  const serving = await untilLogged(gateway, /"address":"(?<address>[^"]+)"/u);
  url = `http://${serving["address"]}/mcp`;
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await Promise.all([jwks, upstream, workspace].map((part) => part[Symbol.asyncDispose]()));
});

it("says who issues tokens for it, to whoever comes without one", async () => {
  const refused = await send(url, {});
  expect(refused.status).toBe(401);
  expect(refused.headers["www-authenticate"]).toContain(`resource_metadata="https://gateway.example${METADATA_PATH}"`);
  const metadata = await fetch(new URL(METADATA_PATH, url));
  expect(await metadata.json()).toEqual({
    resource: PUBLIC_URL,
    authorization_servers: [jwks.issuer],
    scopes_supported: ["mcp"],
    bearer_methods_supported: ["header"],
  });
});

it("serves whom the issuer vouches for, and keeps the token from upstreams", async () => {
  const token = await jwks.accessToken({ aud: PUBLIC_URL });
  const code = "return await upstream.meta({})";
  const answer = await send(url, { authorization: `Bearer ${token}` }, execute(code));
  expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('"status":"completed"') as string });
  expect(upstream.received.length).toBeGreaterThan(0);
  expect(JSON.stringify(upstream.received)).not.toContain(token);
});

it.each([
  { why: "for another audience", claims: { aud: "https://other.example/mcp" }, status: 401 },
  { why: "of another issuer", claims: { aud: PUBLIC_URL, iss: "https://evil.example" }, status: 401 },
  { why: "without the scope", claims: { aud: PUBLIC_URL, scope: "other" }, status: 403 },
])("refuses a token $why", async ({ claims, status }) => {
  const token = await jwks.accessToken(claims);
  expect((await send(url, { authorization: `Bearer ${token}` })).status).toBe(status);
});
