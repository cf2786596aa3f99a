import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { McpServer, type Server } from "@modelcontextprotocol/server";
import { createQuickJsSandbox } from "@postern/sandbox-quickjs";
import { createRuntime } from "@postern/runtime";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { expect, it } from "vitest";
import { addPosternTools, createPosternServer } from "../src/index.ts";
import { createTracker } from "./support/tracker.ts";

/** Everything a client is told of the tools, as the JSON that crosses the wire. */
async function listedTools(server: Pick<Server, "connect">): Promise<string> {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "test", version: "1.0.0" });
  await server.connect(serverSide);
  await client.connect(clientSide);
  const { tools } = await client.listTools();
  await client.close();
  return JSON.stringify(tools);
}

it("describes both tools, schemas and all, in less than 1,000 tokens", async () => {
  await using sandbox = createQuickJsSandbox({ isolation: "inline" });
  await using runtime = createRuntime({ sources: [createTracker()], sandbox });
  const listed = await listedTools(createPosternServer(runtime));
  expect(encode(listed).length).toBeLessThan(1000);
  const host = new McpServer({ name: "host", version: "1.0.0" });
  addPosternTools(host, runtime);
  expect(encode(await listedTools(host)).length).toBeLessThan(1000);
});
