import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createToken, hashToken } from "../../src/door/client-tokens.ts";
import { createWorkspace, startHttpGateway, type HttpGateway, type Workspace } from "../support/gateway-process.ts";
import { execute, send, toolCall } from "../support/raw-request.ts";

/** A gateway serves while its first sandbox is still being started, and says so. */
async function untilReady(origin: string): Promise<Response> {
  return await vi.waitFor(
    async () => {
      const answer = await fetch(`${origin}/readyz`);
      expect(answer.status).toBe(200);
      return answer;
    },
    { timeout: 30_000 },
  );
}

describe("a gateway without credentials", () => {
  let workspace: Workspace;
  let gateway: HttpGateway;

  beforeAll(async () => {
    workspace = await createWorkspace();
    gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await workspace[Symbol.asyncDispose]();
  });

  it("answers a client on this machine", async () => {
    expect((await send(gateway.url, {})).status).toBe(200);
  });

  it.each([{ host: "evil.example" }, { origin: "https://evil.example" }])("refuses %j", async (headers) => {
    expect((await send(gateway.url, headers)).status).toBe(403);
  });

  it("refuses a body over 4 MiB, and may hang up before it has come in whole", async () => {
    const tooLong = `"${"x".repeat(4 * 1024 * 1024)}"`;
    const refusal = await send(gateway.url, {}, tooLong).then(
      ({ status }) => status,
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect([413, "EPIPE", "ECONNRESET"]).toContain(refusal);
    expect((await send(gateway.url, {})).status).toBe(200);
  });

  it("says that it is well and ready", async () => {
    const { origin } = new URL(gateway.url);
    expect(await (await fetch(`${origin}/healthz`)).text()).toBe("ok\n");
    const ready = await untilReady(origin);
    expect(await ready.json()).toMatchObject({ isReady: true });
    expect((await fetch(`${origin}/elsewhere`)).status).toBe(404);
  });
});

describe("a gateway with tokens", () => {
  const token = createToken();
  const narrow = createToken();
  const limited = createToken();
  let workspace: Workspace;
  let gateway: HttpGateway;

  beforeAll(async () => {
    workspace = await createWorkspace({
      clients: {
        laptop: { tokenHash: hashToken(token) },
        reader: { tokenHash: hashToken(narrow), tools: ["filesystem.read_*"] },
        hasty: { tokenHash: hashToken(limited), requestsPerMinute: 1 },
      },
    });
    gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await workspace[Symbol.asyncDispose]();
  });

  const search = (query: string): string => toolCall("search", { query });

  it("asks for one", async () => {
    expect((await send(gateway.url, {})).status).toBe(401);
    expect((await send(gateway.url, { authorization: `Bearer ${createToken()}` })).status).toBe(401);
    expect((await send(gateway.url, { authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it("shows each client its own tools, in search and in scripts", async () => {
    const everything = await send(gateway.url, { authorization: `Bearer ${token}` }, search("write a file"));
    expect(everything.text).toContain("write_file");
    const reader = { authorization: `Bearer ${narrow}` };
    const narrowed = await send(gateway.url, reader, search("write or read a file"));
    expect(narrowed.text).toContain("read_text_file");
    expect(narrowed.text).not.toContain("write_file");
    const refused = await send(
      gateway.url,
      reader,
      execute('return await filesystem.write_file({ path: "a", content: "b" })'),
    );
    expect(refused.text).toContain('"isError":true');
  });

  it("still answers health checks without one, and names no source", async () => {
    const { origin } = new URL(gateway.url);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    const ready = await untilReady(origin);
    expect(await ready.json()).toEqual({ isReady: true, isDraining: false, isSandboxWarm: true });
  });

  it("shows metrics to whoever has one", async () => {
    const { origin } = new URL(gateway.url);
    expect((await fetch(`${origin}/metrics`)).status).toBe(401);
    const metrics = await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toContain('postern_source_ready{namespace="filesystem"} 1');
  });

  it("limits each client by itself, and says when to come back", async () => {
    const hasty = { authorization: `Bearer ${limited}` };
    expect((await send(gateway.url, hasty)).status).toBe(200);
    const refused = await send(gateway.url, hasty);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect((await send(gateway.url, { authorization: `Bearer ${token}` })).status).toBe(200);
  });
});
