import { describe, expect, it } from "vitest";
import { CLIENTS, connect, connectHttp, type Connection, HOSTS } from "./support/connections.ts";
import { useRuntime } from "./support/setup.ts";

const { runtime } = useRuntime();

const PAIRS: readonly (readonly [string, () => Promise<Connection>])[] = [
  ...Object.keys(HOSTS).flatMap((host) =>
    Object.keys(CLIENTS).map(
      (client) => [`${host}, client ${client}`, () => connect(runtime, [host, client])] as const,
    ),
  ),
  ["createPosternServer over HTTP, client 2.x legacy", () => connectHttp(runtime, "legacy")],
  ["createPosternServer over HTTP, client 2.x auto", () => connectHttp(runtime, "auto")],
];

describe.each(PAIRS)("%s", (_name, open) => {
  it("lists two tools with titles, annotations and both schemas", async () => {
    await using connection = await open();
    const { tools } = await connection.client.listTools();
    expect(tools).toMatchObject([
      {
        name: "search",
        title: "Search tools",
        annotations: { readOnlyHint: true },
        inputSchema: { type: "object", required: ["query"] },
        outputSchema: { type: "object", required: ["total", "results"] },
      },
      {
        name: "execute",
        title: "Run a script",
        annotations: { readOnlyHint: false, destructiveHint: true },
        inputSchema: { type: "object", required: ["code"] },
        outputSchema: { type: "object", required: ["executionId", "status", "logs", "calls"] },
      },
    ]);
  });

  it("searches", async () => {
    await using connection = await open();
    const answer = await connection.call("search", { query: "list issues of a project", limit: 1 });
    expect(answer.structuredContent).toMatchObject({
      results: [{ namespace: "tracker", name: "list-issues", expression: "tracker.list_issues(input)" }],
    });
    expect(answer.content[0]?.text).toContain("tracker.list_issues(input: { project: string })");
  });

  it("executes a script that calls a tool", async () => {
    await using connection = await open();
    const code = `const { issues } = await tracker.list_issues({ project: "web" }); console.log("n", issues?.length); return issues;`;
    const answer = await connection.call("execute", { code });
    expect(answer.structuredContent).toMatchObject({
      executionId: expect.any(String),
      status: "completed",
      value: [1, 2, 3],
      logs: [{ level: "log", text: "n 3" }],
      calls: [{ path: "tracker.list_issues", status: "ok" }],
    });
    expect(answer).not.toHaveProperty("isError");
    expect(answer.content[0]?.text).toMatch(/^\[1,2,3\]\n\nLogs:\nn 3\n\nCalls:\ntracker\.list_issues ok/u);
  });

  it("says what failed, where, and what had happened before", async () => {
    await using connection = await open();
    const code = `console.log("first");\nawait tracker.list_issues({ project: "web" });\nawait tracker.close();`;
    const answer = await connection.call("execute", { code });
    expect(answer).toMatchObject({
      isError: true,
      structuredContent: {
        status: "failed",
        error: { code: "SCRIPT", message: "Issue 9 is locked.", line: 3, frame: expect.stringContaining("> 3 |") },
        logs: [{ text: "first" }],
        calls: [{ status: "ok" }, { status: "error" }],
      },
    });
  });

  it("gives images that a script returns as content blocks", async () => {
    await using connection = await open();
    const answer = await connection.call("execute", { code: "return { shot: await tracker.screenshot() }" });
    expect(answer.content).toMatchObject([{ type: "text" }, { type: "image", mimeType: "image/png" }]);
    expect(answer.structuredContent).toMatchObject({ value: { shot: "[image image/png: content block 1]" } });
  });

  it("tells of progress, and ends the execution when the client cancels", async () => {
    await using connection = await open();
    const controller = new AbortController();
    const seen: { readonly progress: number; readonly message?: string | undefined }[] = [];
    const call = connection.call(
      "execute",
      { code: "await tracker.wait()" },
      {
        signal: controller.signal,
        onprogress: (progress) => {
          seen.push(progress);
          if (progress.message === "tracker.wait: waiting") {
            controller.abort(new Error("enough"));
          }
        },
      },
    );
    await expect(call).rejects.toThrow("enough");
    expect(seen.map(({ progress, message }) => [progress, message])).toEqual([
      [1, "tracker.wait started"],
      [2, "tracker.wait: waiting"],
    ]);
  });

  it.each([
    ["execute", {}],
    ["execute", { code: 1 }],
    ["search", { query: "x", limit: 0 }],
    ["search", { query: "x", detail: "all" }],
  ])("answers wrong input of %s with words, not with a broken connection: %j", async (name, input) => {
    await using connection = await open();
    const answer = await connection
      .call(name, input)
      .catch((error: unknown) => ({ isError: true, content: [{ text: String(error) }] }));
    expect(answer.isError).toBe(true);
    expect(answer.content[0]?.text).toMatch(/code|limit|detail/u);
    expect((await connection.call("search", { query: "" })).isError).toBeUndefined();
  });
});

it("tells the model in two sentences how to work", async () => {
  await using connection = await connect(runtime, ["createPosternServer over stdio", "2.x auto"]);
  const instructions = connection.client.getInstructions() ?? "";
  expect(instructions).toMatch(/`search`.*`execute`/su);
  expect(instructions.split(". ")).toHaveLength(2);
});
