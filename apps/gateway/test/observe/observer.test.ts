import { createHash } from "node:crypto";
import { createFunctionSource, createRuntime, type Runtime } from "@postern/runtime";
import { createQuickJsSandbox } from "@postern/sandbox-quickjs";
import { afterAll, expect, it } from "vitest";
import { createAuditor } from "../../src/observe/audit.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { createObservingInterceptor, type Observer } from "../../src/observe/observer.ts";

const sandbox = createQuickJsSandbox({ isolation: "inline" });
afterAll(() => sandbox[Symbol.asyncDispose]());

const FILES = createFunctionSource("files", [{ name: "read", inputSchema: { type: "object" }, run: () => "content" }]);

function runtimeWith(...observers: readonly Observer[]): Runtime {
  return createRuntime({ sources: [FILES], sandbox, interceptors: [createObservingInterceptor(observers)] });
}

it("does nothing that the audit log cannot take", async () => {
  const records: unknown[] = [];
  const isFull = (event: unknown): boolean => event === "call.started";
  const file = {
    append: (record: { readonly event?: unknown }): Promise<void> => {
      records.push(record.event);
      return isFull(record.event) ? Promise.reject(new Error("ENOSPC")) : Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  await using runtime = runtimeWith(createAuditor(file, () => undefined));
  const reply = await runtime.execute({ code: "return files.read({})" });
  expect(reply).toMatchObject({ status: "failed", calls: [{ path: "files.read", code: "DENIED" }] });
  expect(reply.text).toContain("The audit log cannot be written");
  expect(records).toEqual(["execution.started", "call.started", "execution.ended"]);
});

it("tells of a client's searches how they ended, and writes one line for each, without its text", async () => {
  const records: object[] = [];
  const file = {
    append: async (record: object): Promise<void> => void records.push(record),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const metrics = createMetrics(new Set(["anna"]));
  await using runtime = runtimeWith(
    createAuditor(file, () => undefined),
    metrics.observer,
  );
  const view = runtime.view({ owner: "anna" });
  const reply = await view.search({ query: "read a file" });
  await expect(view.search({ query: "read a file", limit: 0 })).rejects.toMatchObject({ code: "INVALID_OPTION" });
  const query = `sha256:${createHash("sha256").update("read a file").digest("hex")}`;
  const line = { time: expect.any(String), event: "search.ended", client: "anna", query, ms: expect.any(Number) };
  expect(records).toEqual([
    { ...line, outcome: "ok", bytes: Buffer.byteLength(JSON.stringify(reply)) },
    { ...line, outcome: "INVALID_OPTION", bytes: 0 },
  ]);
  const { text } = await metrics.render(() => []);
  expect(text.match(/^postern_search_duration_seconds_count.*$/gmu)).toEqual([
    'postern_search_duration_seconds_count{client="anna",outcome="ok"} 1',
    'postern_search_duration_seconds_count{client="anna",outcome="INVALID_OPTION"} 1',
  ]);
});

it("counts a client that the configuration does not know as other, whatever it calls itself", async () => {
  const metrics = createMetrics(new Set(["anna"]));
  await using runtime = runtimeWith(metrics.observer);
  for (const owner of ["anna", "x1", "x2", "x3"]) {
    await runtime.view({ owner }).execute({ code: "return 1" });
  }
  const { text } = await metrics.render(() => []);
  const counts = text.match(/^postern_execution_duration_seconds_count.*$/gmu);
  expect(counts).toEqual([
    'postern_execution_duration_seconds_count{client="anna",outcome="completed"} 1',
    'postern_execution_duration_seconds_count{client="other",outcome="completed"} 3',
  ]);
});
