import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isPosternError } from "@postern/core";
import { describe, expect, it } from "vitest";
import { parseConfig, type ServerConfig } from "../../src/index.ts";

const URL = "https://example.com/mcp";

function server(entry: unknown, environment: Record<string, string> = {}): ServerConfig | undefined {
  const text = JSON.stringify({ mcpServers: { api: entry } });
  return parseConfig(text, { name: "postern.json", directory: "/project", environment }).servers["api"];
}

function mistakes(entry: unknown): string {
  try {
    server(entry);
  } catch (error) {
    return isPosternError(error) ? error.message : `not a PosternError: ${String(error)}`;
  }
  return "accepted";
}

describe("auth of an upstream", () => {
  it("is a login where nothing else is said, should the server ask for one", () => {
    expect(server({ url: URL })).toMatchObject({ auth: { type: "oauth" } });
    expect(server({ url: URL, headers: { authorization: "Bearer x" } })).not.toHaveProperty("auth");
  });

  it("is a bearer token: a text with variables, or a reference that is read when it is needed", () => {
    const tokenOf = (token: unknown): unknown =>
      server({ url: URL, auth: { type: "bearer", token } }, { TOKEN: "t0ken", DIR: "/run" });
    expect(tokenOf("${TOKEN}")).toMatchObject({ auth: { token: "t0ken" } });
    expect(tokenOf({ env: "TOKEN" })).toMatchObject({ auth: { token: { env: "TOKEN" } } });
    expect(tokenOf({ file: "token.txt" })).toMatchObject({ auth: { token: { file: "/project/token.txt" } } });
    expect(tokenOf({ command: "pass", args: ["${DIR}/x"] })).toMatchObject({
      auth: { token: { command: "pass", args: ["/run/x"] } },
    });
  });

  it("is a client that was registered beforehand, its texts expanded", () => {
    const auth = {
      type: "client-credentials",
      clientId: "${ID}",
      clientSecret: { env: "SECRET" },
      issuer: "https://login.example",
    };
    expect(server({ url: URL, auth }, { ID: "robot", SECRET: "s3cret" })).toMatchObject({
      auth: { ...auth, clientId: "robot" },
    });
  });

  it.each([
    [{ type: "bearer", token: { env: "NOWHERE" } }, /auth\.token\.env\n.*\n.*variable NOWHERE to be set/u],
    [{ type: "bearer", token: "${NOWHERE}" }, /auth\.token\n.*\n.*variable NOWHERE to be set/u],
    [{ type: "oauth", clientId: "${NOWHERE}" }, /auth\.clientId\n.*\n.*variable NOWHERE to be set/u],
    [{ type: "basic" }, /auth\.type\n.*\n.*"bearer" or "oauth" or "client-credentials"/u],
    [{ CLIENT_ID: "cursor's own form" }, /auth\.type\n.*nothing\n.*"oauth"/u],
    [{ type: "oauth", clientSecret: "s3cret" }, /clientSecret needs clientId and issuer/u],
  ])("names what is wrong: %j", (auth, message) => {
    expect(mistakes({ url: URL, auth })).toMatch(message);
  });

  it("never shows a secret that stands in the wrong place", () => {
    const told = mistakes({ url: URL, auth: { type: "bearer", token: { text: "s3cret" }, scope: "s3cret" } });
    expect(told).toContain("auth");
    expect(told).not.toContain("s3cret");
  });

  it("stands beside no header Authorization", () => {
    const auth = { type: "bearer", token: "x" };
    expect(mistakes({ url: URL, headers: { Authorization: "Bearer y" }, auth })).toContain("one of the two");
  });
});

describe("the environment of an upstream", () => {
  it("is read from a file as well, and what stands beside it goes first", async () => {
    const directory = await mkdtemp(join(tmpdir(), "postern-env-"));
    await writeFile(join(directory, ".env"), "# mine\nA=1\nB='two words'\n");
    expect(server({ command: "npx", envFile: `${directory}/.env`, env: { A: "3" } })).toMatchObject({
      env: { A: "3", B: "two words" },
    });
    await rm(directory, { recursive: true });
    expect(mistakes({ command: "npx", envFile: "${workspaceFolder}/.env" })).toMatch(/envFile\n.*cannot be read/u);
  });
});

describe("limits of an upstream", () => {
  it("are taken as they stand, with when to start", () => {
    const entry = { command: "npx", start: "lazy", limits: { callTimeoutMs: 5000, maxConcurrentCalls: 2 } };
    expect(server(entry)).toMatchObject({ start: "lazy", limits: entry.limits });
  });

  it.each([
    [{ callTimeout: 5000 }, "limits.callTimeout"],
    [{ callTimeoutMs: 0 }, "limits.callTimeoutMs"],
    [{ maxConcurrentCalls: "two" }, "limits.maxConcurrentCalls"],
  ])("are checked: %j", (limits, path) => {
    expect(mistakes({ command: "npx", limits })).toContain(path);
  });
});
