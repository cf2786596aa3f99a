import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken, hashToken } from "../../src/door/client-tokens.ts";
import { createDoor, type Door } from "../../src/door/door.ts";
import { type JwksServer, startJwksServer } from "../support/jwks-server.ts";

const RESOURCE = "https://gateway.example/mcp";
const METADATA = "https://gateway.example/.well-known/oauth-protected-resource/mcp";

function doorWith(options: Partial<Parameters<typeof createDoor>[0]>): Door {
  return createDoor({
    clients: {},
    resource: RESOURCE,
    resourceMetadataUrl: METADATA,
    requestsPerMinute: 600,
    ...options,
  });
}

async function refusal(door: Door, authorization?: string): Promise<Response> {
  const admission = await door(authorization);
  return admission.status === "refused" ? admission.response : new Response("admitted", { status: 200 });
}

describe("a door without credentials", () => {
  it("lets everybody in as one client", async () => {
    expect(await doorWith({})(undefined)).toEqual({ status: "admitted", client: "local" });
  });

  it("refuses what is over the limit, and says when to come back", async () => {
    const door = doorWith({ requestsPerMinute: 2 });
    await door(undefined);
    await door(undefined);
    const response = await refusal(door);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("a door with tokens", () => {
  const token = createToken();
  const other = createToken();
  const clients = {
    laptop: { tokenHash: hashToken(token), requestsPerMinute: 1 },
    ci: { tokenHash: hashToken(other) },
  };

  it("knows each client by its token and never passes the token on", async () => {
    const admission = await doorWith({ clients })(`Bearer ${other}`);
    expect(admission).toMatchObject({ status: "admitted", client: "ci", authInfo: { clientId: "ci", token: "" } });
    expect(JSON.stringify(admission)).not.toContain(other);
  });

  it.each([undefined, "Bearer wrong", "Basic abc", "Bearer "])("refuses %j with a challenge", async (authorization) => {
    const response = await refusal(doorWith({ clients }), authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/u);
  });

  it("limits each client by itself", async () => {
    const door = doorWith({ clients });
    await door(`Bearer ${token}`);
    expect((await refusal(door, `Bearer ${token}`)).status).toBe(429);
    expect((await door(`Bearer ${other}`)).status).toBe("admitted");
  });
});

describe("a door with an authorization server", () => {
  let jwks: JwksServer;

  beforeAll(async () => {
    jwks = await startJwksServer();
  });

  afterAll(() => jwks[Symbol.asyncDispose]());

  const oauthDoor = (options: Partial<Parameters<typeof createDoor>[0]> = {}): Door =>
    doorWith({ oauth: { issuer: jwks.issuer, jwksUrl: jwks.jwksUrl, requiredScopes: ["mcp"] }, ...options });

  it("lets in whom the server vouches for, under the name that the configuration gives", async () => {
    const door = oauthDoor({ clients: { app: { subject: "app-1" } } });
    const admission = await door(`Bearer ${await jwks.accessToken({ aud: RESOURCE })}`);
    expect(admission).toMatchObject({ status: "admitted", client: "app", authInfo: { token: "" } });
  });

  it.each([
    { why: "another audience", claims: { aud: "https://other.example/mcp" }, status: 401 },
    { why: "another issuer", claims: { iss: "https://evil.example" }, status: 401 },
    { why: "a missing scope", claims: { scope: "other" }, status: 403 },
  ])("refuses a token with $why", async ({ claims, status }) => {
    const door = oauthDoor();
    const response = await refusal(door, `Bearer ${await jwks.accessToken({ aud: RESOURCE, ...claims })}`);
    expect(response.status).toBe(status);
    expect(response.headers.get("www-authenticate")).toContain(METADATA);
  });

  it("refuses a token that has expired, and one that nobody signed", async () => {
    const door = oauthDoor();
    expect(
      (await refusal(door, `Bearer ${await jwks.accessToken({ aud: RESOURCE, exp: 1_000_000_000 })}`)).status,
    ).toBe(401);
    const header = Buffer.from('{"alg":"none"}').toString("base64url");
    const payload = Buffer.from(JSON.stringify({ iss: jwks.issuer, aud: RESOURCE, exp: 4_000_000_000 })).toString(
      "base64url",
    );
    expect((await refusal(door, `Bearer ${header}.${payload}.`)).status).toBe(401);
  });
});
