import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConfigFile } from "../../src/config/config-schema.ts";
import { createToken, hashToken } from "../../src/door/client-tokens.ts";
import {
  CLI,
  createWorkspace,
  startHttpGateway,
  type HttpGateway,
  type Workspace,
} from "../support/gateway-process.ts";
import { CLIENTS, type Endpoint, type TestClient } from "../support/test-clients.ts";

const tokens = { laptop: createToken(), reader: createToken() };
const clients: NonNullable<ConfigFile["clients"]> = {
  laptop: {
    tokenHash: hashToken(tokens.laptop),
    pinned: ["everything.echo", "everything.sum"],
    overrides: { "everything.get-sum": { alias: "sum", description: "Computes a total of two amounts." } },
  },
  reader: {
    tokenHash: hashToken(tokens.reader),
    namespaces: ["file*"],
    tools: ["filesystem.read_*", "!filesystem.read_media_file"],
    mode: "auto",
  },
  both: { namespaces: ["memory"], tools: ["memory.read_graph"], mode: "hybrid" },
  plain: { namespaces: ["memory"], mode: "direct" },
};

let workspace: Workspace;
let gateway: HttpGateway;

beforeAll(async () => {
  workspace = await createWorkspace({ clients });
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
});

async function connect(version: keyof typeof CLIENTS, endpoint: Endpoint): Promise<TestClient> {
  const client = await CLIENTS[version]?.(endpoint);
  if (client === undefined) {
    throw new Error(`There is no client ${version}.`);
  }
  return client;
}

async function namesOf(client: TestClient): Promise<readonly string[]> {
  return (await client.listTools()).map(({ name }) => name);
}

const overHttp = (client: keyof typeof tokens): Endpoint => ({
  type: "http",
  url: gateway.url,
  token: tokens[client],
});
const overStdio = (client: string): Endpoint => ({
  type: "stdio",
  args: [...CLI, "serve", "--stdio", "--config", workspace.configFile, "--client", client],
  cwd: workspace.directory,
});

describe("two clients of one gateway over HTTP", () => {
  it("see each its own: pinned tools, an alias and its description", async () => {
    await using laptop = await connect("client 2.x", overHttp("laptop"));
    expect(await namesOf(laptop)).toEqual(["search", "execute", "everything_echo", "everything_sum"]);
    const sum = (await laptop.listTools()).find(({ name }) => name === "everything_sum");
    expect(sum?.description).toBe("Computes a total of two amounts.");
    expect(await laptop.callTool("everything_sum", { a: 2, b: 3 })).toMatchObject({
      content: [{ text: "The sum of 2 and 3 is 5." }],
    });
    const found = await laptop.callTool("search", { query: "total amounts" });
    expect(found.structuredContent).toMatchObject({ results: [{ expression: "everything.sum(input)" }] });
    const code = 'return [await everything.sum({ a: 1, b: 2 }), await everything["get-sum"]({ a: 1, b: 2 })];';
    const { structuredContent } = await laptop.callTool("execute", { code });
    expect(structuredContent).toMatchObject({ value: ["The sum of 1 and 2 is 3.", "The sum of 1 and 2 is 3."] });
    const prompt = 'return (await postern.getPrompt("everything", "simple-prompt")).messages.length';
    expect((await laptop.callTool("execute", { code: prompt })).structuredContent).toMatchObject({ value: 1 });
  });

  it("see each its own: a few tools, shown directly because they are few", async () => {
    await using reader = await connect("sdk 1.x", overHttp("reader"));
    expect(await namesOf(reader)).toEqual([
      "filesystem_read_file",
      "filesystem_read_multiple_files",
      "filesystem_read_text_file",
    ]);
    await expect(reader.callTool("everything_echo", { message: "x" })).rejects.toThrow("not found");
    await expect(reader.callTool("execute", { code: "return 1" })).rejects.toThrow("not found");
  });
});

describe("a client over stdio", () => {
  it("has the view of the entry it names", async () => {
    await using both = await connect("client 2.x", overStdio("both"));
    expect(await namesOf(both)).toEqual(["search", "execute", "memory_read_graph"]);
    const { structuredContent } = await both.callTool("execute", { code: "return Object.keys(memory)" });
    expect(structuredContent).toMatchObject({ value: ["read_graph"] });
  });

  it("sees every tool and nothing else in mode direct", async () => {
    await using plain = await connect("sdk 1.x", overStdio("plain"));
    const names = await namesOf(plain);
    expect(names).toContain("memory_create_entities");
    expect(names.every((name) => name.startsWith("memory_"))).toBe(true);
  });
});
