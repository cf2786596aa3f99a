import { PosternError } from "@postern/core";
import { expect, it } from "vitest";
import type { Interceptor } from "../src/index.ts";
import { useRuntimes } from "./support/runtime.ts";
import { createTestSource, structured, text } from "./support/sources.ts";

const createRuntime = useRuntimes();

function createFiles() {
  return createTestSource("files", [
    { name: "read", annotations: { readOnlyHint: true }, answer: (_input, { meta = {} }) => structured({ ...meta }) },
    { name: "remove", answer: () => text("removed") },
  ]);
}

it("surrounds executions and calls, the first outermost, with who, what and how it ended", async () => {
  const seen: string[] = [];
  const watch = (name: string): Interceptor => ({
    async execution({ owner, code }, run) {
      seen.push(`${name}: ${owner} runs ${code.length} characters`);
      const reply = await run();
      seen.push(`${name}: ${reply.status}`);
      return reply;
    },
    async call({ path, kind, owner, args }, run) {
      seen.push(`${name}: ${owner} calls ${kind} ${path} ${JSON.stringify(args)}`);
      return run();
    },
  });
  await using runtime = createRuntime({ sources: [createFiles()], interceptors: [watch("outer"), watch("inner")] });
  await runtime.view({ owner: "anna" }).execute({ code: "await files.read({ a: 1 })" });
  expect(seen).toEqual([
    "outer: anna runs 26 characters",
    "inner: anna runs 26 characters",
    'outer: anna calls tool files.read [{"a":1}]',
    'inner: anna calls tool files.read [{"a":1}]',
    "inner: completed",
    "outer: completed",
  ]);
});

it("passes metadata on to the upstream, the call's over the execution's over the client's", async () => {
  const interceptors: readonly Interceptor[] = [
    { execution: (_about, run) => run({ a: "execution", b: "execution" }) },
    { call: (_about, run) => run({ b: "call" }) },
  ];
  await using runtime = createRuntime({ sources: [createFiles()], interceptors });
  const options = { meta: { a: "client", c: "client" } };
  expect(await runtime.execute({ code: "return files.read()" }, options)).toMatchObject({
    value: { a: "execution", b: "call", c: "client" },
  });
  expect((await runtime.call("files.read", {}, options)).value).toEqual({ a: "client", b: "call", c: "client" });
});

it("lets a call be refused, before its input is looked at, with an error that the script can catch", async () => {
  const files = createFiles();
  const readOnly: Interceptor = {
    async call({ tool, path }, run) {
      if (tool?.tool.annotations?.readOnlyHint !== true) {
        throw new PosternError("DENIED", `${path} is not allowed here.`);
      }
      return run();
    },
  };
  await using runtime = createRuntime({ sources: [files], interceptors: [readOnly] });
  const code = `await files.read(); return files.remove({}).catch((error: any) => [error.code, error.message])`;
  expect(await runtime.execute({ code })).toMatchObject({
    value: ["DENIED", "files.remove is not allowed here."],
    calls: [{ status: "ok" }, { path: "files.remove", status: "error", code: "DENIED" }],
  });
  await expect(runtime.call("files.remove", {})).rejects.toMatchObject({ code: "DENIED" });
  expect(files.calls.map(({ name }) => name)).toEqual(["read"]);
});

it("surrounds a client's searches, and none of a script, and lets them be refused", async () => {
  const seen: string[] = [];
  const watch = (name: string): Interceptor => ({
    async search({ owner, request }, run) {
      seen.push(`${name}: ${owner} looks for ${request.query}`);
      const reply = await run();
      seen.push(`${name}: ${reply.results.length} found`);
      return reply;
    },
  });
  const interceptors = [watch("outer"), {}, watch("inner")];
  await using runtime = createRuntime({ sources: [createFiles()], interceptors });
  const view = runtime.view({ owner: "anna" });
  await view.search({ query: "read", limit: 1 });
  expect(seen).toEqual([
    "outer: anna looks for read",
    "inner: anna looks for read",
    "inner: 1 found",
    "outer: 1 found",
  ]);
  await view.execute({ code: `return postern.search("read")` });
  expect(seen).toHaveLength(4);
  const refusing: Interceptor = {
    search: () => Promise.reject(new PosternError("DENIED", "No searches today.")),
  };
  await using closed = createRuntime({ sources: [createFiles()], interceptors: [refusing] });
  await expect(closed.search({ query: "read" })).rejects.toMatchObject({ code: "DENIED" });
});
