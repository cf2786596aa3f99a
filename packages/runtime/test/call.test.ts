import { PosternError } from "@postern/core";
import { describe, expect, it } from "vitest";
import { useRuntimes } from "./support/runtime.ts";
import { createTestSource, structured, text } from "./support/sources.ts";

const createRuntime = useRuntimes();

function createFiles() {
  return createTestSource("file-server", [
    {
      name: "read-file",
      inputSchema: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
      answer: ({ path = "" }) => structured({ path }),
    },
    { name: "toString", answer: () => text("the tool") },
    { name: "fail", answer: () => ({ ...text("no"), isError: true }) },
    { name: "lost", answer: () => Promise.reject(new PosternError("UNKNOWN_OUTCOME", "It may have happened.")) },
    { name: "odd", answer: () => Promise.reject(new TypeError("undefined is not a function")) },
    { name: "hang", answer: () => new Promise(() => undefined) },
  ]);
}

it("calls one tool by any of its names and answers its value and the source's own answer", async () => {
  await using runtime = createRuntime({ sources: [createFiles()] });
  for (const path of [
    "file_server.read_file",
    "file-server.read-file",
    'file_server["read-file"]',
    "file_server['read-file']",
  ]) {
    expect(await runtime.call(path, { path: "/a" })).toEqual({
      value: { path: "/a" },
      result: { content: [], structuredContent: { path: "/a" } },
    });
  }
  expect(await runtime.call("file_server.toString_", {})).toMatchObject({ value: "the tool" });
});

describe("an input that does not fit", () => {
  it("is refused with its path and the signature", async () => {
    const files = createFiles();
    await using runtime = createRuntime({ sources: [files] });
    await expect(runtime.call("file_server.read_file", { path: 1 })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(
        /input\.path: expected string, found number 1\nSignature: file_server\.read_file\(/u,
      ),
    });
    expect(files.calls).toEqual([]);
  });

  it.each([
    ["text", "text"],
    [[1], "an array"],
    [null, "null"],
    [new Uint8Array(1), "bytes"],
  ])("is refused where it is %j", async (input, found) => {
    await using runtime = createRuntime({ sources: [createFiles()] });
    await expect(runtime.call("file_server.read_file", input)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining(found === "text" ? "found string" : `found ${found}`),
    });
  });
});

describe("a call that fails", () => {
  it.each([
    ["file_server.fail", "TOOL_ERROR", "no"],
    ["file_server.lost", "UNKNOWN_OUTCOME", "It may have happened."],
    ["file_server.odd", "UPSTREAM_ERROR", "file_server.odd: undefined is not a function"],
  ])("%s throws %s", async (path, code, message) => {
    await using runtime = createRuntime({ sources: [createFiles()] });
    await expect(runtime.call(path, {})).rejects.toMatchObject({ code, message });
    const inScript = `try { await ${path}() } catch (error: any) { return [error.code, error.message] }`;
    expect(await runtime.execute({ code: inScript })).toMatchObject({ value: [code, message] });
  });

  it("ends with its signal even where the source never does", async () => {
    await using runtime = createRuntime({ sources: [createFiles()] });
    const controller = new AbortController();
    const call = runtime.call("file_server.hang", {}, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: "ABORTED" });
    await expect(runtime.call("file_server.hang", {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "ABORTED",
    });
  });
});

it("refuses a path that is a namespace or nothing at all", async () => {
  await using runtime = createRuntime({ sources: [createFiles()] });
  await expect(runtime.call("file_server", {})).rejects.toMatchObject({ code: "UNKNOWN_TOOL" });
  await expect(runtime.call("file_server.reed_file", {})).rejects.toMatchObject({
    code: "UNKNOWN_TOOL",
    message: expect.stringContaining("file_server.read_file"),
  });
});

it("reaches a tool whose name the language looks up, under its escaped name, in scripts", async () => {
  await using runtime = createRuntime({ sources: [createFiles()] });
  expect(await runtime.execute({ code: "return file_server.toString_()" })).toMatchObject({ value: "the tool" });
});

it("tells of each value that a tool answered", async () => {
  const seen: unknown[] = [];
  await using runtime = createRuntime({
    sources: [createFiles()],
    onResult: (tool, value) => seen.push([tool.expression, value]),
  });
  await runtime.call("file_server.read_file", { path: "/a" });
  await expect(runtime.call("file_server.fail", {})).rejects.toThrow("no");
  expect(seen).toEqual([["file_server.read_file", { path: "/a" }]]);
});
