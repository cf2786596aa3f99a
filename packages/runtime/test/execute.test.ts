import { expect, it } from "vitest";
import { createRuntime } from "../src/index.ts";
import { createPlainSandbox } from "./support/plain-sandbox.ts";
import { createTestSource, structured, text } from "./support/sources.ts";

const GITHUB = createTestSource("github", [
  {
    name: "list-issues",
    description: "Lists the issues of a repository. More words.",
    inputSchema: {
      type: "object",
      properties: { owner: { type: "string" }, state: { enum: ["open", "closed"] } },
      required: ["owner"],
    },
    answer: ({ owner }) => structured({ issues: [`${JSON.stringify(owner)}-1`] }),
  },
  { name: "fail", answer: () => ({ ...text("No such repository."), isError: true }) },
]);

it("runs a script that calls tools and records each call", async () => {
  await using runtime = createRuntime({ sources: [GITHUB], sandbox: createPlainSandbox() });
  const reply = await runtime.execute({
    code: `const { issues } = await github.list_issues({ owner: "a" });\nconsole.log("seen", issues.length);\nreturn issues;`,
  });
  expect(reply).toMatchObject({
    status: "completed",
    value: ['"a"-1'],
    logs: [{ level: "log", text: "seen 1" }],
    calls: [{ path: "github.list_issues", status: "ok" }],
  });
});

it("says what does not fit an input, before the upstream is called", async () => {
  await using runtime = createRuntime({ sources: [GITHUB], sandbox: createPlainSandbox() });
  const before = GITHUB.calls.length;
  const reply = await runtime.execute({ code: `return github.list_issues({ owner: "a", state: "opne" })` });
  expect(reply).toMatchObject({
    status: "failed",
    error: { code: "SCRIPT" },
    calls: [{ status: "error", code: "INVALID_INPUT" }],
  });
  expect(reply.text).toContain('input.state: expected "open" | "closed", found string "opne"');
  expect(reply.text).toContain("Signature: github.list_issues(");
  expect(GITHUB.calls.length).toBe(before);
});

it("throws a tool's own failure as an error that a script can catch", async () => {
  await using runtime = createRuntime({ sources: [GITHUB], sandbox: createPlainSandbox() });
  const reply = await runtime.execute({
    code: `try { await github.fail({}) } catch (error) { return [error.code, error.message] }`,
  });
  expect(reply).toMatchObject({ status: "completed", value: ["TOOL_ERROR", "No such repository."] });
});
