import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  startAuthorizationServer,
  type AuthorizationServer,
} from "../../../../packages/source-mcp/test/support/authorization-server.ts";
import { CLI, runCli, startHttpGateway, type Finished } from "../support/gateway-process.ts";
import { CLIENTS, type TestClient } from "../support/test-clients.ts";

let server: AuthorizationServer;
let directory: string;

beforeEach(async () => {
  server = await startAuthorizationServer();
  directory = await mkdtemp(join(tmpdir(), "postern-login-"));
  await writeFile(join(directory, "postern.json"), JSON.stringify({ mcpServers: { guarded: { url: server.mcpUrl } } }));
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** A browser that follows the login's redirect, as a person who is logged in already would see it. */
async function installBrowser(): Promise<string> {
  const path = join(directory, "browser");
  await writeFile(path, `#!${process.execPath}\nfetch(process.argv[2]).then((answer) => answer.text());\n`);
  await chmod(path, 0o700);
  return path;
}

function postern(...args: readonly string[]): Promise<Finished> {
  return runCli(args, { cwd: directory });
}

async function login(): Promise<Finished> {
  return runCli(["login", "guarded"], { cwd: directory, env: { BROWSER: await installBrowser(), DISPLAY: "" } });
}

async function textOf(client: TestClient, tool: string, input: Record<string, unknown>): Promise<string> {
  return JSON.stringify(await client.callTool(tool, input));
}

it("tells a model that a login is missing, takes it over while it runs, and refreshes it once", async () => {
  await using gateway = await startHttpGateway([], directory);
  await using client = await CLIENTS["client 2.x"]?.({ type: "http", url: gateway.url });
  if (client === undefined) {
    throw new Error("no client");
  }
  expect(await textOf(client, "search", { query: "echo" })).toContain("postern login guarded");
  const echo = 'guarded.echo({ value: "hello" })';
  expect(await textOf(client, "execute", { code: `return await ${echo}` })).toContain("postern login guarded");

  expect(await login()).toMatchObject({ code: 0, stderr: expect.stringMatching(/Logged in to guarded: \d+ tools/u) });
  const ready = `${new URL(gateway.url).origin}/readyz`;
  await vi.waitFor(async () => expect(await (await fetch(ready)).text()).not.toContain('"toolCount":0'), 10_000);

  server.expireTokens();
  server.forms.length = 0;
  const calls = `return await Promise.all(Array.from({ length: 8 }, async () => (await ${echo}).value))`;
  const answer = await client.callTool("execute", { code: calls });
  expect(answer.structuredContent).toMatchObject({ value: Array.from({ length: 8 }, () => "hello") });
  expect(server.forms.map((form) => form.get("grant_type"))).toEqual(["refresh_token"]);
});

it("says who is logged in where, and logs out", async () => {
  expect(await postern("sources")).toMatchObject({ code: 1, stdout: expect.stringContaining("unauthorized") });
  await login();
  const statuses: unknown = JSON.parse((await postern("login", "--json")).stdout);
  expect(statuses).toEqual([
    expect.objectContaining({ name: "guarded", auth: "oauth", isLoggedIn: true, isRenewable: true }),
  ]);
  expect(JSON.stringify(statuses)).not.toMatch(/access-|refresh-/u);
  const credentials = join(directory, "home", "data", "credentials");
  const [file = ""] = await readdir(credentials);
  expect((await stat(join(credentials, file))).mode & 0o777).toBe(0o600);
  expect((await postern("logout", "guarded")).stderr).toContain("revoked");
  expect(await readdir(credentials)).toEqual([]);
});

it("has its doctor say which command logs in, and where credentials of the configuration are refused", async () => {
  const headers = { Authorization: "Bearer wrong" };
  const mcpServers = { "my-guarded": { url: server.mcpUrl }, keyed: { url: server.mcpUrl, headers } };
  await writeFile(join(directory, "postern.json"), JSON.stringify({ mcpServers }));
  const { code, stdout } = await postern("doctor");
  expect(code).toBe(1);
  expect(stdout).toMatch(/FAIL source my_guarded: unauthorized.*\n +do: Run: postern login my-guarded\n/u);
  expect(stdout).toMatch(/FAIL source keyed: unauthorized.*\n +do: Correct the credentials in its `auth`/u);
});

it("takes the address that a browser on another machine ended at", async () => {
  const env = { ...process.env, POSTERN_HOME: join(directory, "home") };
  const child = spawn(process.execPath, [...CLI, "login", "guarded", "--no-browser"], { cwd: directory, env });
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.startsWith("  http")) {
      const ended = (await fetch(line.trim(), { redirect: "manual" })).headers.get("location");
      child.stdin.write(`http://127.0.0.1:1/other\n${ended}\n`);
    }
  }
  expect(await exited).toEqual([0, null]);
  expect((await postern("sources")).code).toBe(0);
});
