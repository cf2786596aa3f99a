import type { CallProgress } from "@postern/core";
import { describe, expect, it } from "vitest";
import { createMcpSource } from "../src/index.ts";
import { callContext } from "./support/call-context.ts";
import { startEverything } from "./support/everything.ts";

describe.each(["stdio", "http", "sse"] as const)("the reference server over %s", (mode) => {
  it("lists its tools, calls them, reports progress, and is closed", async () => {
    await using server = await startEverything(mode);
    await using source = createMcpSource({ namespace: "everything", transport: server.transport });
    expect(source.status).toEqual({ state: "idle", transport: mode === "sse" ? "http" : mode });

    const tools = await source.listTools();
    expect(source.status).toEqual({ state: "ready", transport: mode });
    expect(tools.map((tool) => tool.name)).toContain("get-sum");
    expect(await source.listTools()).toBe(tools);

    const sum = await source.callTool("get-sum", { a: 1, b: 2 }, callContext());
    expect(sum.content).toEqual([{ type: "text", text: "The sum of 1 and 2 is 3." }]);
    const structured = await source.callTool("get-structured-content", { location: "New York" }, callContext());
    expect(structured.structuredContent).toMatchObject({ conditions: expect.any(String) });

    const progress: CallProgress[] = [];
    const onProgress = (step: CallProgress): void => void progress.push(step);
    const input = { duration: 0.2, steps: 2 };
    await source.callTool("trigger-long-running-operation", input, callContext({ onProgress }));
    expect(progress).toEqual([
      { progress: 1, total: 2 },
      { progress: 2, total: 2 },
    ]);

    await source[Symbol.asyncDispose]();
    expect(source.status.state).toBe("closed");
    await expect(source.listTools()).rejects.toMatchObject({ code: "DISPOSED" });
  });
});

it("says which tool is unknown, and the nearest", async () => {
  await using server = await startEverything("stdio");
  await using source = createMcpSource({ namespace: "everything", transport: server.transport });
  await expect(source.callTool("get_sum", {}, callContext())).rejects.toMatchObject({
    code: "UNKNOWN_TOOL",
    message: expect.stringContaining("get-sum"),
  });
});
