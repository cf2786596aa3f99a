import { isPosternError } from "@postern/core";
import { describe, expect, it } from "vitest";
import { parseConfig, type GatewayConfig } from "../../src/index.ts";

function parse(config: unknown, environment: Record<string, string> = {}): GatewayConfig {
  const text = typeof config === "string" ? config : JSON.stringify(config);
  return parseConfig(text, { name: "postern.json", directory: "/project", environment });
}

function messageOf(config: unknown, environment: Record<string, string> = {}): string {
  try {
    parse(config, environment);
  } catch (error) {
    return isPosternError(error) && error.code === "INVALID_CONFIG"
      ? error.message
      : `not a PosternError: ${String(error)}`;
  }
  return "accepted";
}

describe("files of other clients", () => {
  it("reads Claude Desktop's form", () => {
    const config = parse({
      globalShortcut: "Ctrl+Space",
      mcpServers: { files: { command: "npx", args: ["-y", "server", "/data"], env: { A: "1" } } },
    });
    expect(config.servers).toEqual({
      files: { type: "stdio", command: "npx", args: ["-y", "server", "/data"], env: { A: "1" }, cwd: "/project" },
    });
  });

  it("reads Claude Code's form, with variables and defaults", () => {
    const config = parse(
      {
        mcpServers: {
          api: { type: "http", url: "${BASE:-https://example.com}/mcp", headers: { Authorization: "Bearer ${TOKEN}" } },
          old: { type: "sse", url: "https://example.com/sse" },
        },
      },
      { TOKEN: "t0ken" },
    );
    expect(config.servers).toEqual({
      api: { type: "http", url: "https://example.com/mcp", headers: { Authorization: "Bearer t0ken" } },
      old: { type: "sse", url: "https://example.com/sse", headers: {}, auth: { type: "oauth" } },
    });
  });

  it("reads Cursor's form, where a url needs no type and a server may be disabled", () => {
    const config = parse({
      mcpServers: { api: { url: "https://example.com/mcp" }, off: { command: "x", disabled: true } },
    });
    expect(config.servers).toEqual({
      api: { type: "http", url: "https://example.com/mcp", headers: {}, auth: { type: "oauth" } },
    });
  });

  it("reads VS Code's form, with comments and trailing commas", () => {
    const config = parse(
      `{ // a comment
        "inputs": [],
        "servers": { "a": { "type": "stdio", "command": "\${env:SHELL_NAME}", "cwd": "\${workspaceFolder}/sub", }, },
      }`,
      { SHELL_NAME: "bash" },
    );
    expect(config.servers).toEqual({
      a: { type: "stdio", command: "bash", args: [], env: {}, cwd: "/project/sub" },
    });
  });
});

describe("Postern's own keys", () => {
  it("has defaults for all of them", () => {
    expect(parse({})).toEqual({
      servers: {},
      openapi: {},
      directory: "/project",
      sandbox: { driver: "quickjs", isolation: "process" },
      budget: {},
      check: "error",
      observe: true,
      listen: "127.0.0.1:7420",
      drainMs: 8000,
      log: {},
      clients: {},
    });
  });

  it("takes a sandbox by name or with options", () => {
    expect(parse({ sandbox: "isolated-vm" }).sandbox).toEqual({ driver: "isolated-vm", isolation: "process" });
    expect(parse({ sandbox: { isolation: "execution" } }).sandbox).toEqual({
      driver: "quickjs",
      isolation: "execution",
    });
  });
});

describe("OpenAPI documents", () => {
  it("takes a document with variables expanded, and credentials as references", () => {
    const config = parse(
      {
        openapi: {
          tracker: {
            document: "${DOCS}/tracker.yaml",
            auth: { token: { token: { env: "TRACKER_TOKEN" } } },
            include: { tags: ["issues"] },
          },
        },
      },
      { DOCS: "./docs" },
    );
    expect(config.openapi["tracker"]).toMatchObject({
      document: "./docs/tracker.yaml",
      auth: { token: { token: { env: "TRACKER_TOKEN" } } },
    });
  });

  it("refuses an entry without a document, and a name that a server has already", () => {
    expect(messageOf({ openapi: { a: {} } })).toMatch(/openapi\.a\.document\s+found: {4}nothing/u);
    const twice = { mcpServers: { a: { command: "x" } }, openapi: { a: { document: "a.json" } } };
    expect(messageOf(twice)).toContain('a second source called "a"');
  });
});

describe("an embedding service", () => {
  it("is not asked unless it is named, and its key may come from the environment", () => {
    expect(parse({}).embeddings).toBeUndefined();
    const embeddings = { url: "https://api.example/v1", model: "m", apiKey: "${KEY}" };
    expect(parse({ embeddings }, { KEY: "k" }).embeddings).toEqual({ ...embeddings, apiKey: "k" });
    expect(messageOf({ embeddings })).toMatch(/embeddings\.apiKey\s+found: {4}\$\{KEY\}/u);
  });
});

describe("mistakes", () => {
  it("names the file, the path, what was found and what was expected", () => {
    const message = messageOf({ mcpServers: { github: { command: 42 } }, budget: { wallTimeMs: -5 } });
    expect(message).toContain("postern.json: 2 mistakes");
    expect(message).toMatch(/mcpServers\.github\.command\s+found: {4}42 \(a number\)\s+expected: string/u);
    expect(message).toMatch(/budget\.wallTimeMs\s+found: {4}-5 \(a number\)\s+expected: a number/u);
  });

  it("judges a remote server as a remote server", () => {
    expect(messageOf({ servers: { api: { type: "http", url: 1 } } })).toMatch(
      /servers\.api\.url\s+found: {4}a number/u,
    );
    expect(messageOf({ servers: { api: { type: "htp", url: "https://x" } } })).toContain('"streamable-http"');
  });

  it("says what a server needs when it has neither command nor url", () => {
    expect(messageOf({ mcpServers: { x: { comand: "npx" } } })).toMatch(
      /an object with the keys comand\s+expected: "command"/u,
    );
  });

  it("finds a misspelt key at the top and leaves other programs' keys in peace", () => {
    expect(messageOf({ sandbx: "quickjs" })).toMatch(/sandbx\s+found: {4}an unknown key\s+expected: sandbox/u);
    expect(parse({ preferences: {} }).servers).toEqual({});
  });

  it("refuses a key of the budget that it does not know", () => {
    expect(messageOf({ budget: { walltime: 1 } })).toContain("budget.walltime");
  });

  it("gives the line and column of what is not JSON", () => {
    expect(messageOf('{\n  "mcpServers": nope\n}')).toContain("line 2, column 17");
  });

  it("refuses a file that is not an object", () => {
    expect(messageOf("[]")).toContain("(the whole file)");
  });

  it("fails loudly on a variable that is not set, and shows no value", () => {
    const message = messageOf({ mcpServers: { a: { command: "x", env: { KEY: "s3cret ${TOKEN}" } } } });
    expect(message).toMatch(
      /mcpServers\.a\.env\.KEY\s+found: {4}\$\{TOKEN\}\s+expected: the environment variable TOKEN to be set/u,
    );
    expect(message).not.toContain("s3cret");
  });

  it("explains that only VS Code can ask for inputs", () => {
    expect(messageOf({ servers: { a: { command: "x", args: ["${input:token}"] } } })).toContain("only VS Code can ask");
  });

  it("never shows a value of env or headers", () => {
    expect(messageOf({ mcpServers: { a: { command: "x", env: { KEY: 12_345 } } } })).not.toContain("12345");
  });
});
