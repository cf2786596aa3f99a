import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileCredentialStore, createMcpSource, loginUpstream, logoutUpstream } from "../src/index.ts";
import type { CredentialStore, McpSource, OAuthAuth } from "../src/index.ts";
import { startAuthorizationServer } from "./support/authorization-server.ts";
import type { AuthorizationServer } from "./support/authorization-server.ts";
import { callContext } from "./support/call-context.ts";
import { firstText } from "./support/events.ts";

let server: AuthorizationServer;
let directory: string;
let store: CredentialStore;

beforeEach(async () => {
  server = await startAuthorizationServer();
  directory = await mkdtemp(join(tmpdir(), "postern-credentials-"));
  store = createFileCredentialStore(join(directory, "credentials"));
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const echo = { value: "hello" };

function sourceOf(): McpSource {
  const transport = { type: "http", url: server.mcpUrl, auth: { type: "oauth" } } as const;
  return createMcpSource({ namespace: "guarded", transport, credentialStore: store, healthCheckIntervalMs: 0 });
}

/** Logs in with a browser that follows the redirect at once. */
async function login(auth: Partial<OAuthAuth> = {}, browse: (url: URL) => Promise<void> = follow): Promise<void> {
  const transport = { type: "http", url: server.mcpUrl, auth: { type: "oauth", ...auth } } as const;
  await loginUpstream({ namespace: "guarded", transport, store, openBrowser: browse });
}

async function follow(url: URL): Promise<void> {
  const response = await fetch(url);
  expect(await response.text()).toContain("Logged in");
}

describe("an upstream that needs a login", () => {
  it("is unauthorized, and says how to log in, until somebody has", async () => {
    await using source = sourceOf();
    await expect(source.listTools()).rejects.toMatchObject({
      code: "UNAUTHORIZED",
      message: expect.stringContaining("postern login guarded"),
    });
    expect(source.status).toMatchObject({ state: "unauthorized", lastError: expect.stringContaining("needs a login") });
    await login();
    await source.reconnect();
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
    expect(server.forms[0]?.get("resource")).toBe(server.mcpUrl);
  });

  it("is used without a login where it asks for none", async () => {
    server.isOpen = true;
    await using source = sourceOf();
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
    server.isOpen = false;
    await expect(source.callTool("echo", echo, callContext())).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });

  it("keeps its tokens where only their owner can read them", async () => {
    await login();
    const folder = join(directory, "credentials");
    const [file = ""] = await readdir(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toHaveLength(1);
    expect(JSON.parse(await readFile(join(folder, file), "utf8"))).toMatchObject({ serverUrl: server.mcpUrl });
  });

  it("refreshes its token once for all concurrent callers, in this process and in others", async () => {
    await login();
    await using first = sourceOf();
    await using second = sourceOf();
    await Promise.all([first.listTools(), second.listTools()]);
    server.expireTokens();
    server.forms.length = 0;
    const calls = [first, second].flatMap((source) =>
      Array.from({ length: 8 }, () => source.callTool("echo", echo, callContext())),
    );
    expect((await Promise.all(calls)).map(firstText)).toEqual(Array.from({ length: 16 }, () => "hello"));
    expect(server.forms.map((form) => form.get("grant_type"))).toEqual(["refresh_token"]);
  });

  it("refreshes a token that is about to expire before it is refused", async () => {
    server.lifetimeSeconds = 0;
    await login();
    server.lifetimeSeconds = 3600;
    await using source = sourceOf();
    await source.listTools();
    expect(server.forms.map((form) => form.get("grant_type"))).toEqual(["authorization_code", "refresh_token"]);
  });

  it("whose login was revoked is unauthorized again", async () => {
    await login();
    await using source = sourceOf();
    await source.listTools();
    server.revoke();
    await expect(source.callTool("echo", echo, callContext())).rejects.toMatchObject({
      code: "UNAUTHORIZED",
      message: expect.stringContaining("postern login guarded"),
    });
    expect(await store.read(server.mcpUrl)).toBeUndefined();
    expect(source.status).toMatchObject({ state: "unauthorized", lastError: expect.stringContaining("needs a login") });
  });

  it("that asks for more rights is told as such, and the next login asks for them", async () => {
    await login();
    await using source = sourceOf();
    await source.listTools();
    server.neededScope = "admin";
    await expect(source.callTool("echo", echo, callContext())).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect(source.status.state).toBe("ready");
    await login();
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
  });

  it("whose authorization server is away is unavailable, and its login stays", async () => {
    await login();
    await using source = sourceOf();
    await source.listTools();
    const stored = await store.read(server.mcpUrl);
    server.expireTokens();
    const discovery = { ...stored?.discovery, authorizationServerUrl: "http://127.0.0.1:1" };
    const metadata = { ...discovery.authorizationServerMetadata, token_endpoint: "http://127.0.0.1:1/token" };
    const moved = { ...stored, discovery: { ...discovery, authorizationServerMetadata: metadata } };
    await store.write(server.mcpUrl, moved as NonNullable<typeof stored>);
    await expect(source.callTool("echo", echo, callContext())).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
    expect(await store.read(server.mcpUrl)).toMatchObject({ tokens: stored?.tokens });
  });
});

describe("a login", () => {
  it("registers this program where the server offers that", async () => {
    await login();
    expect(server.requests).toContain("/register");
    expect(await store.read(server.mcpUrl)).toMatchObject({
      client: { client_id: "registered" },
      resource: server.mcpUrl,
    });
  });

  it("uses a client ID metadata document where the server takes one", async () => {
    server.takesMetadataDocuments = true;
    const clientMetadataUrl = "https://postern.example/client.json";
    await login({ clientMetadataUrl });
    expect(server.requests).not.toContain("/register");
    expect(await store.read(server.mcpUrl)).toMatchObject({ client: { client_id: clientMetadataUrl } });
  });

  it("uses a client that was registered beforehand", async () => {
    await login({ clientId: "mine" });
    expect(server.requests).not.toContain("/register");
    expect(server.forms[0]?.get("client_id")).toBe("mine");
  });

  it("sends a client's secret to the issuer it is for, and to no other", async () => {
    await login({ clientId: "mine", clientSecret: "mine-secret", issuer: server.origin });
    expect(server.authorizations).toEqual([`Basic ${btoa("mine:mine-secret")}`]);
    const elsewhere = { clientId: "mine", clientSecret: "mine-secret", issuer: "https://elsewhere.example" };
    await expect(login(elsewhere)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect(server.authorizations).toHaveLength(1);
  });

  it("turns away answers to other logins", async () => {
    await login({}, async (url) => {
      const forged = new URL(url.searchParams.get("redirect_uri") ?? "");
      forged.search = "?code=stolen&state=guessed";
      expect((await fetch(forged)).status).toBe(400);
      await follow(url);
    });
    expect(await store.read(server.mcpUrl)).toBeDefined();
  });

  it("refuses an answer that names another issuer", async () => {
    server.issuerInRedirect = "https://elsewhere.example";
    await expect(login()).rejects.toMatchObject({
      code: "UNAUTHORIZED",
      message: expect.stringContaining("another authorization server"),
    });
    expect(await store.read(server.mcpUrl)).toBeUndefined();
  });

  it("says that the person refused", async () => {
    const refuse = async (url: URL): Promise<void> => {
      const target = new URL(url.searchParams.get("redirect_uri") ?? "");
      target.search = new URLSearchParams({
        error: "access_denied",
        state: url.searchParams.get("state") ?? "",
      }).toString();
      await fetch(target);
    };
    await expect(login({}, refuse)).rejects.toMatchObject({ message: expect.stringContaining("access_denied") });
  });

  it("ends when nobody logs in", async () => {
    const transport = { type: "http", url: server.mcpUrl, auth: { type: "oauth" } } as const;
    const abort = new AbortController();
    const waiting = loginUpstream({
      namespace: "guarded",
      transport,
      store,
      openBrowser: () => abort.abort(),
      signal: abort.signal,
    });
    await expect(waiting).rejects.toMatchObject({ code: "ABORTED" });
  });
});

describe("a logout", () => {
  const logout = () => logoutUpstream({ transport: { type: "http", url: server.mcpUrl }, store });

  it("forgets the tokens and has them revoked", async () => {
    await login();
    const refreshToken = (await store.read(server.mcpUrl))?.tokens.refresh_token;
    expect(await logout()).toBe("revoked");
    expect(server.forms.at(-1)?.get("token")).toBe(refreshToken);
    expect(await store.read(server.mcpUrl)).toBeUndefined();
    expect(await logout()).toBe("none");
  });

  it("forgets them where the authorization server cannot revoke", async () => {
    server.revokesTokens = false;
    await login();
    expect(await logout()).toBe("forgotten");
    expect(await store.read(server.mcpUrl)).toBeUndefined();
  });
});

describe("client credentials", () => {
  function robot(issuer: string, clientSecret = "robot-secret"): McpSource {
    const auth = { type: "client-credentials", clientId: "robot", clientSecret, issuer } as const;
    return createMcpSource({ namespace: "robot", transport: { type: "http", url: server.mcpUrl, auth } });
  }

  it("get tokens without a person, again when they are refused", async () => {
    await using source = robot(server.origin);
    await source.listTools();
    server.expireTokens();
    expect(firstText(await source.callTool("echo", echo, callContext()))).toBe("hello");
    expect(server.forms.map((form) => form.get("grant_type"))).toEqual(["client_credentials", "client_credentials"]);
  });

  it("are sent to the configured issuer and to no other", async () => {
    await using source = robot("https://elsewhere.example");
    await expect(source.listTools()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect(server.forms).toEqual([]);
  });

  it("that are wrong are told without their text", async () => {
    await using source = robot(server.origin, "wrong-secret");
    const failure: unknown = await source.listTools().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "UNAUTHORIZED" });
    expect(`${String(failure)}${source.status.lastError}`).not.toContain("wrong-secret");
  });
});
