import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { hashToken } from "../../src/door/client-tokens.ts";
import { runCli, type Finished } from "../support/gateway-process.ts";

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "postern-setup-"));
});

afterEach(() => rm(home, { recursive: true, force: true }));

function postern(...args: readonly string[]): Promise<Finished> {
  return runCli(args, { cwd: home, env: { HOME: home, XDG_CONFIG_HOME: join(home, ".config") } });
}

async function config(): Promise<unknown> {
  return JSON.parse(await readFile(join(home, "postern.json"), "utf8")) as unknown;
}

it("adds servers, refuses to replace one unasked, and removes them", async () => {
  await postern("add", "files", "--env", "TOKEN=${TOKEN}", "--", "npx", "-y", "server-files", "--root", "/data");
  await postern("add", "api", "--url", "https://example.com/mcp", "--header", "Authorization: Bearer ${API_TOKEN}");
  expect(await config()).toEqual({
    mcpServers: {
      files: { command: "npx", args: ["-y", "server-files", "--root", "/data"], env: { TOKEN: "${TOKEN}" } },
      api: { type: "http", url: "https://example.com/mcp", headers: { Authorization: "Bearer ${API_TOKEN}" } },
    },
  });
  expect(await postern("add", "files", "--", "other")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--force") as string,
  });
  expect((await postern("remove", "flies")).stderr).toContain("files");
  expect((await postern("remove", "files")).code).toBe(0);
  expect(await config()).toEqual({ mcpServers: { api: expect.anything() as object } });
});

it("adds endpoints and credentials as `claude mcp add` takes them, and says what cannot be", async () => {
  const options = ["-t", "sse", "-H", "X-Team: a", "-H", "X-Key: ${KEY}"];
  await postern("add", "old", "https://example.com/sse", ...options);
  const login = await postern("add", "github", "https://example.com/mcp", "--bearer-env", "GITHUB_TOKEN");
  expect(login.stderr).not.toContain("postern login");
  expect((await postern("add", "open", "https://example.com/mcp")).stderr).toContain("postern login open");
  expect(await config()).toEqual({
    mcpServers: {
      old: { type: "sse", url: "https://example.com/sse", headers: { "X-Team": "a", "X-Key": "${KEY}" } },
      github: {
        type: "http",
        url: "https://example.com/mcp",
        auth: { type: "bearer", token: { env: "GITHUB_TOKEN" } },
      },
      open: { type: "http", url: "https://example.com/mcp" },
    },
  });
  const wrong = await postern("add", "x", "https://example.com/mcp", "--env", "A=1");
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("--env belongs to a program") as string });
});

it("imports VS Code's servers, what it asks for as variables, and says what is missing or cannot be used", async () => {
  const directory = join(home, ".config", "Code", "User");
  await mkdir(directory, { recursive: true });
  const servers = {
    github: { type: "http", url: "https://example.com/mcp", headers: { "X-Key": "${input:github-key}" } },
    odd: { type: "ws", url: "wss://example.com" },
  };
  await writeFile(join(directory, "mcp.json"), `{ "inputs": [], "servers": ${JSON.stringify(servers)}, } // mine`);
  const { stdout, stderr } = await postern("import", "vscode", "--json");
  expect(JSON.parse(stdout)).toMatchObject([
    { name: "github", action: "take" },
    { name: "odd", action: "skip", reason: expect.stringContaining("odd.type") as string },
  ]);
  expect(stderr).toContain("GITHUB_KEY to be set");
  expect(await config()).toEqual({
    mcpServers: { github: { ...servers.github, headers: { "X-Key": "${GITHUB_KEY}" } } },
  });
});

it("imports what Claude Code has for everywhere and for this folder, and nothing of other folders", async () => {
  const mine = { command: "uvx", args: ["mine"] };
  const projects = { [await realpath(home)]: { mcpServers: { mine } }, "/elsewhere": { mcpServers: { other: mine } } };
  await writeFile(join(home, ".claude.json"), JSON.stringify({ mcpServers: { all: mine }, projects }));
  await postern("import", "claude-code");
  expect(await config()).toEqual({ mcpServers: { all: mine, mine } });
});

it("leaves a file alone that it cannot read", async () => {
  await writeFile(join(home, "postern.json"), "{ broken");
  for (const args of [
    ["add", "x", "--", "y"],
    ["import", "postern.json"],
  ]) {
    expect(await postern(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining("line 1") as string });
  }
  expect(await readFile(join(home, "postern.json"), "utf8")).toBe("{ broken");
});

it("keeps comments and order of the file it changes", async () => {
  await writeFile(join(home, "postern.json"), '{\n  // mine\n  "sandbox": "quickjs",\n  "mcpServers": {}\n}\n');
  await postern("add", "files", "--", "npx");
  const text = await readFile(join(home, "postern.json"), "utf8");
  expect(text).toContain("// mine");
  expect(text.indexOf("sandbox")).toBeLessThan(text.indexOf("files"));
});

it("imports another client's servers, shows them first, and never itself", async () => {
  await mkdir(join(home, ".cursor"));
  const servers = {
    github: { command: "npx", args: ["-y", "server-github", "--token", "s3cret"] },
    postern: { command: "npx", args: ["-y", "@postern/gateway", "serve", "--stdio"] },
  };
  await writeFile(join(home, ".cursor", "mcp.json"), JSON.stringify({ mcpServers: servers }));
  const preview = await postern("import", "cursor", "--dry-run");
  expect(preview.stderr).toContain("take  github: npx");
  expect(preview.stderr).not.toContain("s3cret");
  expect(await readdir(home)).toEqual([".cursor"]);
  await postern("import", "cursor");
  expect(await config()).toEqual({ mcpServers: { github: servers.github } });
  expect((await postern("import", "cursor")).stderr).toContain("keep  github");
  expect(await postern("import", "vscode")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("does not exist") as string,
  });
});

it("connects a client after showing the difference, and keeps a backup", async () => {
  const directory = join(home, ".config", "Code", "User");
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "mcp.json"), '{\n  "servers": {}\n}\n');
  const preview = await postern("connect", "vscode", "--dry-run");
  expect(preview.stdout).toMatch(/^\+.*"postern"/mu);
  expect(await readdir(directory)).toEqual(["mcp.json"]);
  expect((await postern("connect", "vscode", "--url", "http://127.0.0.1:7420/mcp")).code).toBe(0);
  const written = JSON.parse(await readFile(join(directory, "mcp.json"), "utf8")) as unknown;
  expect(written).toEqual({ servers: { postern: { type: "http", url: "http://127.0.0.1:7420/mcp" } } });
  const backups = (await readdir(directory)).filter((name) => name.endsWith(".bak"));
  expect(await readFile(join(directory, backups[0] ?? ""), "utf8")).toBe('{\n  "servers": {}\n}\n');
});

it("says as JSON what it did, with nothing else on stdout", async () => {
  const parse = async (...args: readonly string[]): Promise<unknown> =>
    JSON.parse((await postern(...args, "--json")).stdout) as unknown;
  const file = join(await realpath(home), "postern.json");
  await writeFile(file, JSON.stringify({ mcpServers: { api: { command: "api" } } }));
  const add = ["add", "api", "https://example.com/mcp", "--force"];
  expect(await parse(...add)).toEqual({ name: "api", action: "replaced", file });
  expect(await parse("remove", "api")).toEqual({ name: "api", action: "removed", file });
  const token = (await parse("token", "laptop")) as { readonly token: string };
  expect(token).toEqual({ client: "laptop", token: expect.any(String) as string, file });
  expect(await config()).toMatchObject({ clients: { laptop: { tokenHash: hashToken(token.token) } } });

  const cursor = { client: "cursor", file: join(home, ".cursor", "mcp.json") };
  expect(await parse("connect", "cursor")).toEqual({ ...cursor, action: "write" });
  expect(await parse("connect", "cursor", "--url", "http://127.0.0.1:7420/mcp")).toEqual({
    ...cursor,
    action: "write",
    backup: expect.stringMatching(/\.bak$/u) as string,
  });
});
