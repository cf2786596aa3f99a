import { Client } from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import type { Catalog, CatalogTool, ToolResult } from "@postern/core";
import { createRuntime } from "@postern/runtime";
import { createQuickJsSandbox } from "@postern/sandbox-quickjs";
import { expect, it } from "vitest";
import { createPosternServer, type Exposure } from "../src/index.ts";
import { connectHttp, connectModern } from "./support/connections.ts";
import { createLineTransport, createPipes } from "./support/line-transport.ts";
import { useRuntime } from "./support/setup.ts";
import { createTestSource } from "./support/sources.ts";

const { runtime } = useRuntime();

function allTools({ namespaces }: Catalog): readonly CatalogTool[] {
  return namespaces.flatMap(({ tools }) => tools);
}

const EVERYTHING = (catalog: Catalog): Exposure => ({ codeTools: false, directTools: allTools(catalog) });
const PINNED = (catalog: Catalog): Exposure => ({
  codeTools: true,
  directTools: allTools(catalog).filter(({ identifier }) => identifier === "list_issues"),
});

it("shows pinned tools beside its own two, as the upstream describes them", async () => {
  await using connection = await connectHttp(runtime, "auto", { expose: PINNED });
  const { tools } = await connection.client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(["search", "execute", "tracker_list_issues"]);
  expect(tools[2]).toMatchObject({
    description: "Lists the issues of a project.",
    inputSchema: { required: ["project"] },
    outputSchema: { type: "object" },
    annotations: { readOnlyHint: true },
  });
});

it("answers a direct call with the upstream's own answer", async () => {
  await using connection = await connectHttp(runtime, "auto", { expose: EVERYTHING });
  const listed = await connection.call("tracker_list_issues", { project: "web" });
  expect(listed.structuredContent).toEqual({ issues: [1, 2, 3], project: "web" });
  expect((await connection.call("tracker_screenshot", {})).content).toMatchObject([{ type: "image" }]);
  expect(await connection.call("tracker_close", {})).toMatchObject({
    isError: true,
    content: [{ type: "text", text: "Issue 9 is locked." }],
  });
  expect((await connection.call("tracker_list_issues", {})).content[0]?.text).toContain("input.project");
});

it("loses nothing of an answer on the way, nor of what a tool says of itself", async () => {
  const icons = [{ src: "data:image/png;base64,aGk=", mimeType: "image/png" }];
  const content: ToolResult["content"] = [
    { type: "text", text: "It failed." },
    { type: "image", data: "aGk=", mimeType: "image/png" },
    { type: "audio", data: "aGk=", mimeType: "audio/wav" },
    { type: "resource_link", uri: "file:///log", name: "log" },
    { type: "resource", resource: { uri: "file:///log", mimeType: "text/plain", text: "line" } },
  ];
  const structuredContent = { failed: true };
  const meta = { "example.com/trace": 7 };
  const source = createTestSource("a", [
    { name: "ok", title: "Fine", icons, meta, answer: () => ({ content, structuredContent, meta }) },
    { name: "fail", answer: () => ({ content, structuredContent, meta, isError: true }) },
  ]);
  await using sandbox = createQuickJsSandbox({ isolation: "inline" });
  await using own = createRuntime({ sources: [source], sandbox });
  await own.ready();
  await using connection = await connectHttp(own, "auto", { expose: EVERYTHING });
  const { tools } = await connection.client.listTools();
  expect(tools.find(({ name }) => name === "a_ok")).toMatchObject({ title: "Fine", icons, _meta: meta });
  expect(await connection.call("a_ok", {})).toMatchObject({ content, structuredContent, _meta: meta });
  expect(await connection.call("a_fail", {})).toMatchObject({ isError: true, content, structuredContent, _meta: meta });
});

it("passes tools of one source through under their own names, but for those that are its own", async () => {
  const answer = () => ({ content: [{ type: "text" as const, text: "the source's" }] });
  const source = createTestSource(
    "a",
    ["list-issues", "search"].map((name) => ({ name, answer })),
  );
  await using sandbox = createQuickJsSandbox({ isolation: "inline" });
  await using own = createRuntime({ sources: [source], sandbox });
  await own.ready();
  const expose = (catalog: Catalog): Exposure => ({ codeTools: true, directTools: allTools(catalog) });
  await using connection = await connectHttp(own, "auto", { expose, passThrough: true });
  const names = (await connection.client.listTools()).tools.map(({ name }) => name);
  expect(names).toEqual(["search", "execute", "list-issues", "a_search"]);
  expect((await connection.call("list-issues", {})).content[0]?.text).toBe("the source's");
});

it("passes every part of progress on", async () => {
  const steps = [
    { progress: 0.5, total: 2, message: "half" },
    { progress: 2, total: 2 },
  ];
  const source = createTestSource("a", [
    {
      name: "work",
      answer: (_input, { onProgress }) => {
        steps.forEach((step) => onProgress?.(step));
        return { content: [] };
      },
    },
  ]);
  await using sandbox = createQuickJsSandbox({ isolation: "inline" });
  await using own = createRuntime({ sources: [source], sandbox });
  await own.ready();
  await using connection = await connectHttp(own, "auto", { expose: EVERYTHING });
  const told: unknown[] = [];
  await connection.call("a_work", {}, { onprogress: (progress) => told.push(progress) });
  expect(told).toEqual(steps);
});

it("passes progress and cancellation of a direct call on", async () => {
  await using connection = await connectHttp(runtime, "auto", { expose: EVERYTHING });
  const controller = new AbortController();
  const onprogress = ({ message }: { readonly message?: string | undefined }): void => {
    controller.abort(new Error(`saw ${message ?? ""}`));
  };
  const call = connection.call("tracker_wait", {}, { signal: controller.signal, onprogress });
  await expect(call).rejects.toThrow("saw waiting");
});

it("answers a tool that is not shown like one that does not exist", async () => {
  await using connection = await connectHttp(runtime, "auto", { expose: PINNED });
  await expect(connection.call("tracker_close", {})).rejects.toThrow("Tool tracker_close not found");
  await using direct = await connectHttp(runtime, "auto", { expose: EVERYTHING });
  await expect(direct.call("execute", { code: "1" })).rejects.toThrow("Tool execute not found");
});

it("gives every tool a name of its own that clients take", async () => {
  const answer = () => ({ content: [] });
  const long = "x".repeat(80);
  const source = createTestSource(
    "a",
    ["b_c", "获取", "取获", `${long}1`, `${long}2`].map((name) => ({ name, answer })),
  );
  await using sandbox = createQuickJsSandbox({ isolation: "inline" });
  await using own = createRuntime({ sources: [source, createTestSource("a_b", [{ name: "c", answer }])], sandbox });
  await own.ready();
  await using connection = await connectHttp(own, "auto", { expose: EVERYTHING });
  const names = (await connection.client.listTools()).tools.map(({ name }) => name);
  expect(new Set(names).size).toBe(6);
  expect(names.every((name) => /^[A-Za-z0-9_-]{1,64}$/u.test(name))).toBe(true);
  expect(names).toContain("a_b_c");
});

it.each(["1.x", "2.x auto"])(
  "tells a %s client over stdio when its tools become others, and only then",
  async (kind) => {
    const tool = (name: string) => ({ name, answer: () => ({ content: [] }) });
    const source = createTestSource("a", [tool("x")]);
    await using sandbox = createQuickJsSandbox({ isolation: "inline" });
    await using own = createRuntime({ sources: [source], sandbox, changeDelayMs: 1 });
    await own.ready();
    const pipes = createPipes();
    const expose = (catalog: Catalog): Exposure => ({
      codeTools: true,
      directTools: allTools(catalog).filter(({ identifier }) => identifier !== "hidden"),
    });
    const handle = serveStdio(() => createPosternServer(own, { expose, announcesChanges: true }), {
      transport: new StdioServerTransport(pipes.stdin, pipes.stdout),
    });
    const { promise: told, resolve } = Promise.withResolvers<void>();
    let notifications = 0;
    const onChanged = (): void => {
      notifications += 1;
      resolve();
    };
    const close = kind === "1.x" ? await listenLegacy(pipes, onChanged) : await listenModern(pipes, onChanged);
    const { promise: seen, resolve: see } = Promise.withResolvers<void>();
    own.onCatalogChanged(() => see());
    source.change([tool("x"), tool("hidden")]);
    await seen;
    source.change([tool("x"), tool("hidden"), tool("y")]);
    await told;
    expect(notifications).toBe(1);
    await close();
    await handle.close();
  },
);

async function listenLegacy(
  pipes: ReturnType<typeof createPipes>,
  onChanged: () => void,
): Promise<() => Promise<void>> {
  const client = new LegacyClient({ name: "test", version: "1.0.0" });
  client.setNotificationHandler(ToolListChangedNotificationSchema, onChanged);
  await client.connect(createLineTransport(pipes));
  return () => client.close();
}

async function listenModern(
  pipes: ReturnType<typeof createPipes>,
  onChanged: () => void,
): Promise<() => Promise<void>> {
  const client = new Client(
    { name: "test", version: "1.0.0" },
    { versionNegotiation: { mode: "auto" }, listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged } } },
  );
  const connection = await connectModern(client, createLineTransport(pipes));
  return async () => {
    await connection[Symbol.asyncDispose]();
  };
}
