import { describe, expect, it } from "vitest";
import { useRuntimes } from "./support/runtime.ts";
import { createTestSource, structured, text } from "./support/sources.ts";

const createRuntime = useRuntimes();

function createGithub() {
  return createTestSource("github", [
    {
      name: "list-issues",
      description: "Lists the issues of a repository. More words.",
      inputSchema: {
        type: "object",
        properties: { owner: { type: "string" }, state: { enum: ["open", "closed"] } },
        required: ["owner"],
      },
      answer: ({ owner = "" }) => structured({ issues: [{ owner, number: 1 }] }),
    },
    { name: "fail", answer: () => ({ ...text("No such repository."), isError: true }) },
  ]);
}

it("runs a script that calls tools, with its logs and a record of each call", async () => {
  await using runtime = createRuntime({ sources: [createGithub()] });
  const reply = await runtime.execute({
    code: `const { issues } = await github.list_issues({ owner: "a" });\nconsole.log("seen", issues.length);\nreturn issues;`,
  });
  expect(reply).toMatchObject({
    status: "completed",
    value: [{ owner: "a", number: 1 }],
    logs: [{ level: "log", text: "seen 1" }],
    calls: [{ path: "github.list_issues", status: "ok" }],
    notices: [],
  });
});

it("stops a script with a wrong field before its first side effect", async () => {
  const github = createGithub();
  await using runtime = createRuntime({ sources: [github] });
  const code = `await github.list_issues({ owner: "a" });\nreturn github.list_issues({ ownr: "a" });`;
  const reply = await runtime.execute({ code });
  expect(reply).toMatchObject({ status: "failed", error: { code: "TYPE_CHECK", line: 2 }, calls: [] });
  expect(reply.text).toContain("> 2 | return github.list_issues");
  expect(github.calls).toEqual([]);
});

it("says what does not fit an input that the types could not see, before the upstream is called", async () => {
  const github = createGithub();
  await using runtime = createRuntime({ sources: [github] });
  const reply = await runtime.execute({
    code: `return github.list_issues({ owner: "a", state: JSON.parse('"opne"') })`,
  });
  expect(reply).toMatchObject({
    status: "failed",
    error: { code: "SCRIPT" },
    calls: [{ status: "error", code: "INVALID_INPUT" }],
  });
  expect(reply.text).toContain('input.state: expected "open" | "closed", found string "opne"');
  expect(reply.text).toContain("Signature: github.list_issues(");
  expect(github.calls).toEqual([]);
});

it("throws a tool's own failure as an error that a script can catch", async () => {
  await using runtime = createRuntime({ sources: [createGithub()] });
  const code = `try { await github.fail({}) } catch (error) { return [error.name, error.code, error.message] }`;
  expect(await runtime.execute({ code })).toMatchObject({
    status: "completed",
    value: ["ToolError", "TOOL_ERROR", "No such repository."],
  });
});

it("keeps logs and calls of a script that fails halfway, at the model's own line and column", async () => {
  await using runtime = createRuntime({ sources: [createGithub()] });
  const code = `console.warn("before");\nawait github.list_issues({ owner: "a" });\nthrow new TypeError("boom");`;
  const reply = await runtime.execute({ code });
  expect(reply).toMatchObject({
    status: "failed",
    error: { code: "SCRIPT", name: "TypeError", message: "boom", line: 3 },
    logs: [{ level: "warn", text: "before" }],
    calls: [{ path: "github.list_issues", status: "ok" }],
  });
  expect(reply.status === "failed" && reply.error.frame).toContain("> 3 | throw new TypeError");
});

it("answers the nearest names for a tool that does not exist", async () => {
  await using runtime = createRuntime({ sources: [createGithub()] });
  const reply = await runtime.execute({ code: `return github["list-isues"]({ owner: "a" })` });
  expect(reply.status).toBe("failed");
  expect(reply.text).toContain("list");
});

it("refuses a script longer than the budget, with its size and the limit", async () => {
  await using runtime = createRuntime({ sources: [], budget: { maxScriptBytes: 10 } });
  expect(await runtime.execute({ code: "return 12" })).toMatchObject({ status: "completed", value: 12 });
  const reply = await runtime.execute({ code: "return 12345" });
  expect(reply).toMatchObject({ status: "failed", error: { code: "SYNTAX" } });
  expect(reply.text).toContain("12 bytes; at most 10");
});

describe("timeoutMs", () => {
  it("lowers the wall time", async () => {
    await using runtime = createRuntime({ sources: [] });
    const reply = await runtime.execute({ code: "await new Promise(() => {})", timeoutMs: 50 });
    expect(reply).toMatchObject({ status: "failed", error: { code: "TIMEOUT" } });
  });

  it("never raises it", async () => {
    await using runtime = createRuntime({ sources: [], budget: { wallTimeMs: 50 } });
    const reply = await runtime.execute({ code: "await new Promise(() => {})", timeoutMs: 60_000 });
    expect(reply.text).toContain("50 ms");
  });

  it.each([0, -1, Number.NaN])("refuses %s", async (timeoutMs) => {
    await using runtime = createRuntime({ sources: [] });
    await expect(runtime.execute({ code: "1", timeoutMs })).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});

describe("signal", () => {
  it("ends the execution and its calls in flight", async () => {
    const controller = new AbortController();
    const hanging = createTestSource("slow", [
      {
        name: "hang",
        answer: (_input, context) => {
          queueMicrotask(() => controller.abort());
          return new Promise((_resolve, reject) => {
            context.signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
          });
        },
      },
    ]);
    await using runtime = createRuntime({ sources: [hanging] });
    const reply = await runtime.execute({ code: "return slow.hang()" }, { signal: controller.signal });
    expect(reply).toMatchObject({
      status: "failed",
      error: { code: "ABORTED" },
      calls: [{ path: "slow.hang", status: "aborted" }],
    });
    expect(hanging.calls[0]?.context.signal.aborted).toBe(true);
  });

  it("ends what is under way when the runtime is disposed, and says so", async () => {
    const begun = Promise.withResolvers<void>();
    const hanging = createTestSource("slow", [
      {
        name: "hang",
        answer: () => {
          begun.resolve();
          return new Promise(() => undefined);
        },
      },
    ]);
    const runtime = createRuntime({ sources: [hanging] });
    const execution = runtime.execute({ code: "return slow.hang()" });
    await begun.promise;
    const call = runtime.call("slow.hang", {});
    await runtime[Symbol.asyncDispose]();
    const reply = await execution;
    expect(reply).toMatchObject({ status: "failed", error: { code: "ABORTED" } });
    expect(reply.text).toContain("Postern is shutting down");
    await expect(call).rejects.toMatchObject({ code: expect.stringMatching(/^(?:ABORTED|DISPOSED)$/u) as string });
  });

  it("keeps a script from beginning when it is aborted already", async () => {
    const github = createGithub();
    await using runtime = createRuntime({ sources: [github] });
    const code = `return github.list_issues({ owner: "a" })`;
    const reply = await runtime.execute({ code }, { signal: AbortSignal.abort() });
    expect(reply).toMatchObject({ status: "failed", error: { code: "ABORTED" } });
    expect(github.calls).toEqual([]);
  });
});

it("tells of calls as they start, report progress and end", async () => {
  const source = createTestSource("files", [
    {
      name: "copy",
      answer: (_input, context) => {
        context.onProgress?.({ progress: 1, total: 2 });
        return text("done");
      },
    },
  ]);
  await using runtime = createRuntime({ sources: [source] });
  const messages: string[] = [];
  await runtime.execute({ code: "return files.copy()" }, { onProgress: ({ message }) => messages.push(message) });
  expect(messages.map((message) => message.replace(/[\d.]+ ms/u, "N ms"))).toEqual([
    "files.copy started",
    "files.copy: 1 of 2",
    "files.copy ok, N ms",
  ]);
});

it("passes protocol metadata and a second argument on to the source", async () => {
  const github = createGithub();
  await using runtime = createRuntime({ sources: [github] });
  const code = `const call = github.list_issues as any; await call({ owner: "a" }, { response: true })`;
  await runtime.execute({ code }, { meta: { traceparent: "00-1-2-01" } });
  expect(github.calls[0]?.context).toMatchObject({ meta: { traceparent: "00-1-2-01" }, options: { response: true } });
});
