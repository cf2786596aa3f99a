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
