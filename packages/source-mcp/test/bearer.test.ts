import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGuardedFetch } from "../src/auth/guarded-fetch.ts";
import { createMcpSource } from "../src/index.ts";
import type { Secret } from "@postern/core/node";
import type { McpSource } from "../src/index.ts";
import { callContext } from "./support/call-context.ts";
import { firstText } from "./support/events.ts";
import { listen } from "./support/http-server.ts";
import { startModernHttp } from "./support/http-upstreams.ts";
import type { HttpUpstream } from "./support/http-upstreams.ts";

describe("a bearer token", () => {
  let upstream: HttpUpstream;
  let directory: string;
  let expected = "first-token";

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "postern-bearer-"));
    upstream = await startModernHttp("stateless");
    upstream.intercept = (request, response) => {
      const isRefused = request.headers.authorization !== `Bearer ${expected}`;
      if (isRefused) {
        response.writeHead(401).end();
      }
      return isRefused;
    };
  });

  afterAll(async () => {
    await upstream[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  function sourceOf(token: Secret): McpSource {
    const transport = { type: "http", url: upstream.url, auth: { type: "bearer", token } } as const;
    return createMcpSource({ namespace: "remote", transport, healthCheckIntervalMs: 0 });
  }

  it("is sent as it stands, or from the environment, or as a command prints it", async () => {
    process.env["POSTERN_TEST_TOKEN"] = "first-token";
    const printing = { command: process.execPath, args: ["-e", "console.log('first-token')"] };
    for (const token of ["first-token", { env: "POSTERN_TEST_TOKEN" }, printing]) {
      await using source = sourceOf(token);
      expect(await source.listTools()).not.toHaveLength(0);
    }
    delete process.env["POSTERN_TEST_TOKEN"];
  });

  it("is read anew from its file when it is refused", async () => {
    const file = join(directory, "token");
    await writeFile(file, "first-token\n");
    await using source = sourceOf({ file });
    await source.listTools();
    expected = "second-token";
    await writeFile(file, "second-token\n");
    expect(firstText(await source.callTool("echo", { value: "hello" }, callContext()))).toBe("hello");
    expected = "first-token";
  });

  it.each([
    ["a variable that is not set", { env: "POSTERN_TEST_UNSET" }, "POSTERN_TEST_UNSET"],
    ["a file that is not there", { file: "/does/not/exist" }, "the file /does/not/exist cannot be read"],
    ["a command that fails", { command: process.execPath, args: ["-e", "process.exit(1)"] }, "failed"],
    ["a token that is refused", "wrong-token", "HTTP 401"],
  ])("is unauthorized with %s", async (_name, token, text) => {
    await using source = sourceOf(token);
    await expect(source.listTools()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect(source.status.state).toBe("unauthorized");
    expect(source.status.lastError).toContain(text);
    expect(source.status.lastError).not.toContain("wrong-token");
  });
});

describe("a request for authorization", () => {
  const remote = { serverUrl: "https://mcp.example/mcp", allowPrivateAddresses: false };

  it("goes to no private address, also not by name, and to none without TLS", async () => {
    await using local = await listen((_request, response) => response.end("secret"));
    const port = new URL(local.origin).port;
    const guarded = createGuardedFetch(remote);
    const refused = [
      local.origin,
      `https://127.0.0.1:${port}`,
      "https://10.0.0.1/",
      "https://[::1]/",
      "http://example.com/",
    ];
    for (const url of refused) {
      await expect(guarded(url)).rejects.toMatchObject({ code: "DENIED" });
    }
    const byName = guarded(`https://localhost:${port}/`);
    await expect(byName).rejects.toMatchObject({ cause: { code: "DENIED" } });
  });

  it("goes to this machine where the upstream is there too", async () => {
    await using local = await listen((_request, response) => response.end("hello"));
    await using other = await listen((_request, response) => response.end("neighbour"));
    const guarded = createGuardedFetch({ serverUrl: `${local.origin}/mcp`, allowPrivateAddresses: false });
    expect(await (await guarded(`${local.origin}/x`)).text()).toBe("hello");
    expect(await (await guarded(`${other.origin}/x`)).text()).toBe("neighbour");
    await expect(guarded("https://10.0.0.1/")).rejects.toMatchObject({ code: "DENIED" });
  });

  it("follows no redirect unseen", async () => {
    await using local = await listen((_request, response) =>
      response.writeHead(302, { location: "http://10.0.0.1/" }).end(),
    );
    const guarded = createGuardedFetch({ serverUrl: `${local.origin}/mcp`, allowPrivateAddresses: false });
    expect((await guarded(`${local.origin}/x`)).status).toBe(302);
  });
});
