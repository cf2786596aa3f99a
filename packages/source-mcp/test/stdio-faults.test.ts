import { describe, expect, it } from "vitest";
import { createMcpSource } from "../src/index.ts";
import type { McpSource, McpSourceOptions } from "../src/index.ts";
import { callContext } from "./support/call-context.ts";
import { firstText, nextToolsChange, untilStatus } from "./support/events.ts";
import { faultServer } from "./support/fault-server.ts";

function faulty(flags: readonly string[] = [], options: Partial<McpSourceOptions> = {}): McpSource {
  const base = { namespace: "faulty", reconnectDelayMs: 1, shutdownGraceMs: 100 };
  return createMcpSource({ ...base, transport: faultServer(...flags), ...options });
}

describe.concurrent("a child that dies", () => {
  it("ends a call with UNKNOWN_OUTCOME, is started again, and the call is not repeated", async () => {
    await using source = faulty();
    const before = firstText(await source.callTool("pid", {}, callContext()));
    const gone = nextToolsChange(source);
    const call = source.callTool("die", {}, callContext());
    await expect(call).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    await gone;
    await untilStatus(source, ({ status }) => status.state === "ready");
    const after = firstText(await source.callTool("pid", {}, callContext()));
    expect(after).not.toBe(before);
    expect((await source.listTools()).map((tool) => tool.name)).toContain("die");
  });

  it("in the middle of a message is told the same way", async () => {
    await using source = faulty();
    await expect(source.callTool("partial", {}, callContext())).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
  });

  it("right after its answer is heard", async () => {
    await using source = faulty();
    expect(firstText(await source.callTool("farewell", {}, callContext()))).toHaveLength(1_000_000);
  });

  it("at its start shows with its last lines on stderr, without its secrets, and is tried again", async () => {
    const secret = "hunter2-hunter2";
    const transport = {
      ...faultServer("--stderr=cannot log in with hunter2-hunter2", "--exit=7"),
      env: { API_KEY: secret },
    };
    await using source = createMcpSource({ namespace: "faulty", transport, reconnectDelayMs: 60_000 });
    await expect(source.listTools()).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
    const { status } = source;
    expect(status.state).toBe("failed");
    expect(status.lastError).toContain("exited with code 7");
    expect(status.lastError).toContain("cannot log in with [API_KEY]");
    expect(status.retryAtMs).toBeGreaterThan(Date.now());
    await expect(source.callTool("echo", {}, callContext())).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
  });

  it("is tried again after waits that grow, with chance in them", async () => {
    await using source = faulty(["--exit=1"], { reconnectDelayMs: 10_000, maxReconnectDelayMs: 25_000 });
    for (const fullMs of [10_000, 20_000, 25_000]) {
      const beforeMs = Date.now();
      await expect(source.reconnect()).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
      expect(source.status.retryAtMs).toBeGreaterThanOrEqual(beforeMs + fullMs / 2);
      expect(source.status.retryAtMs).toBeLessThanOrEqual(Date.now() + fullMs);
    }
  });

  it("cannot be started at all", async () => {
    const transport = { type: "stdio", command: "/does/not/exist" } as const;
    await using source = createMcpSource({ namespace: "faulty", transport });
    await expect(source.listTools()).rejects.toMatchObject({
      code: "SOURCE_UNAVAILABLE",
      message: expect.stringContaining("ENOENT"),
    });
  });
});

describe.concurrent("a child that answers late or never", () => {
  it("times a call out without losing the connection", async () => {
    await using source = faulty([], { callTimeoutMs: 500 });
    const before = firstText(await source.callTool("pid", {}, callContext()));
    await expect(source.callTool("hang", {}, callContext())).rejects.toMatchObject({ code: "CALL_TIMEOUT" });
    expect(source.status.state).toBe("ready");
    expect(firstText(await source.callTool("pid", {}, callContext()))).toBe(before);
  });

  it("opens the circuit after timeouts in a row, then lets one call try", async () => {
    await using source = faulty([], { callTimeoutMs: 500, circuitFailures: 2, circuitCoolDownMs: 50 });
    await source.listTools();
    const hung = [1, 2].map(() => source.callTool("hang", {}, callContext()));
    for (const call of await Promise.allSettled(hung)) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "CALL_TIMEOUT" } });
    }
    expect(source.status).toMatchObject({
      circuit: "open",
      state: "ready",
      lastError: expect.stringContaining("Circuit"),
    });
    const refused = source.callTool("echo", {}, callContext());
    await expect(refused).rejects.toMatchObject({
      code: "SOURCE_UNAVAILABLE",
      message: expect.stringContaining("Circuit"),
    });
    await untilStatus(source, ({ status }) => status.circuit === "half-open");
    await source.callTool("echo", {}, callContext());
    expect(source.status.circuit).toBeUndefined();
  });

  it("is told that a call was cancelled", async () => {
    await using source = faulty();
    await source.listTools();
    const cancel = new AbortController();
    const call = source.callTool("hang", {}, callContext({ signal: cancel.signal }));
    cancel.abort();
    await expect(call).rejects.toMatchObject({ code: "ABORTED" });
    expect(source.status.state).toBe("ready");
  });

  it("that ignores the probe is legacy", async () => {
    await using source = faulty(["--silent-on-probe"], { connectTimeoutMs: 6000 });
    expect(await source.listTools()).not.toHaveLength(0);
  });

  it("that ends at the probe is started a second time, as legacy", async () => {
    await using source = faulty(["--exit-on-probe"]);
    expect(await source.listTools()).not.toHaveLength(0);
  });
});

describe.concurrent("a child that says too much", () => {
  it("may flood stderr", async () => {
    await using source = faulty();
    expect(firstText(await source.callTool("flood", {}, callContext()))).toBe("flooded");
    await expect(source.callTool("die", {}, callContext())).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    expect(source.status.lastError).toContain("the end of the flood");
    expect(source.status.lastError?.length).toBeLessThan(12_000);
  });

  it("may print garbage on stdout", async () => {
    await using source = faulty();
    expect(firstText(await source.callTool("garbage", {}, callContext()))).toBe("still here");
    expect(source.status.state).toBe("ready");
  });

  it.each([{ idFirst: true }, { idFirst: false }])("loses an answer of 50 MB and nothing else: %o", async (order) => {
    await using source = faulty();
    await source.listTools();
    const waiting = source.callTool("echo", { is: "beside it" }, callContext());
    const huge = source.callTool("huge", { bytes: 50_000_000, ...order }, callContext());
    await expect(huge).rejects.toMatchObject({
      code: "OUTPUT_LIMIT",
      message: expect.stringContaining("maxMessageBytes"),
    });
    expect(firstText(await waiting)).toBe('{"is":"beside it"}');
    expect(firstText(await source.callTool("echo", {}, callContext()))).toBe("{}");
    expect(source.status.state).toBe("ready");
  });

  it("is bounded to the byte", async () => {
    const around = JSON.stringify({ result: { content: [{ type: "text", text: "" }] }, jsonrpc: "2.0", id: 9 }).length;
    await using source = faulty([], { maxMessageBytes: 20_000 });
    await source.listTools();
    for (let id = 2; id < 9; id += 1) {
      await source.callTool("echo", {}, callContext());
    }
    const atLimit = await source.callTool("huge", { bytes: 20_000 - around }, callContext());
    expect(firstText(atLimit)).toHaveLength(20_000 - around);
    const above = source.callTool("huge", { bytes: 20_000 - around }, callContext());
    await expect(above).rejects.toMatchObject({ code: "OUTPUT_LIMIT" });
  });
});

describe.concurrent("a list of tools", () => {
  it("is read to its last page", async () => {
    await using source = faulty(["--pages=4"]);
    expect(await source.listTools()).toHaveLength(13);
  });

  it("whose cursor comes back is cut there", async () => {
    await using source = faulty(["--cursor-loop"]);
    expect((await source.listTools()).map((tool) => tool.name)).toEqual(["page-first", "page-again"]);
    expect(source.status.notices?.[0]).toContain("repeats a cursor");
  });

  it("loses its malformed tools and says which", async () => {
    await using source = faulty(["--malformed"]);
    expect(await source.listTools()).toEqual([
      { name: "good", inputSchema: { type: "object" } },
      { name: "odd-output", title: "Odd", inputSchema: {}, annotations: { destructiveHint: true } },
    ]);
    expect(source.status.notices).toEqual([
      'Tool "good": its annotation readOnlyHint is neither true nor false and was left out.',
      'Tool "no-schema" was refused: it has no input schema.',
      'Tool "array-root" was refused: its input schema is of type "array", not an object.',
      "Tool number 4 was refused: it has no name.",
      "Tool number 5 was refused: it is not an object.",
      'Tool "odd-output": its output schema is no schema and was left out.',
      'Tool "good" was refused: an earlier tool has the same name.',
    ]);
  });

  it("is read again when the child says that it changed", async () => {
    await using source = faulty();
    const before = await source.listTools();
    const changed = nextToolsChange(source);
    await source.callTool("add", {}, callContext());
    await changed;
    const after = await source.listTools();
    expect(after).toHaveLength(before.length + 1);
  });

  it("that changes all the time disturbs no call", async () => {
    await using source = faulty(["--change-every=10"]);
    await source.listTools();
    for (let round = 0; round < 3; round += 1) {
      await nextToolsChange(source);
      expect(firstText(await source.callTool("echo", { round }, callContext()))).toBe(JSON.stringify({ round }));
    }
  });
});

it("refuses a second argument, which MCP has no place for, before anything is started", async () => {
  await using source = faulty();
  const call = source.callTool("echo", {}, callContext({ options: { response: true } }));
  await expect(call).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect(source.status.state).toBe("idle");
});

it("gives the child the variables it is given and the few that are safe, and nothing else", async () => {
  process.env["POSTERN_TEST_SECRET"] = "not for children";
  const transport = { ...faultServer(), env: { GIVEN: "value" } };
  await using source = createMcpSource({ namespace: "faulty", transport });
  const seen = JSON.parse(firstText(await source.callTool("env", {}, callContext()))) as Record<string, string>;
  delete process.env["POSTERN_TEST_SECRET"];
  const safe = new Set(["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "GIVEN"]);
  expect(Object.keys(seen).filter((name) => !safe.has(name))).toEqual([]);
  expect(seen["GIVEN"]).toBe("value");
});
