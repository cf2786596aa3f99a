import { createRequire } from "node:module";
import { createMemoryStore, type Source } from "@postern/core";
import { createMcpSource } from "@postern/source-mcp";
import { expect, it } from "vitest";
import type { ServerConfig } from "../../src/config/server-config.ts";
import { createLazySource } from "../../src/sources/lazy-source.ts";

const script = createRequire(import.meta.url).resolve("@modelcontextprotocol/server-everything/dist/index.js");
const server: ServerConfig = { type: "stdio", command: process.execPath, args: [script] };
const store = createMemoryStore();

function lazySource(configuration: ServerConfig = server): Source {
  const source = createMcpSource({ namespace: "everything", transport: server, start: "lazy" });
  return createLazySource(source, { store, configuration });
}

it("connects the first time, then shows the tools of last time until it is called", async () => {
  await using first = lazySource();
  const tools = await first.listTools();
  expect(first.status.state).toBe("ready");

  await using second = lazySource();
  expect((await second.listTools()).map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
  expect(await second.listResources?.()).toEqual([]);
  expect(second.status.state).toBe("idle");

  const context = { signal: new AbortController().signal, executionId: "test" };
  expect(await second.callTool("get-sum", { a: 2, b: 3 }, context)).toMatchObject({
    content: [{ text: "The sum of 2 and 3 is 5." }],
  });
  expect(second.status.state).toBe("ready");
  expect(await second.listResources?.()).not.toEqual([]);

  await using changed = lazySource({ ...server, args: [script, "stdio"] });
  await changed.listTools();
  expect(changed.status.state).toBe("ready");
});
