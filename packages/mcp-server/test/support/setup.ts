import { createRuntime, type Runtime } from "@postern/runtime";
import { createQuickJsSandbox } from "@postern/sandbox-quickjs";
import { afterAll, beforeAll } from "vitest";
import type { TestSource } from "./sources.ts";
import { createTracker } from "./tracker.ts";

/** A runtime over the tracker, real from the script to the sandbox, for all tests of a file. */
export function useRuntime(): { readonly runtime: Runtime; readonly tracker: TestSource } {
  const tracker = createTracker();
  const sandbox = createQuickJsSandbox({ isolation: "inline" });
  const runtime = createRuntime({ sources: [tracker], sandbox, changeDelayMs: 1 });
  beforeAll(async () => {
    await Promise.all([sandbox.warm(), runtime.ready()]);
  });
  afterAll(async () => {
    await runtime[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose]();
  });
  return { runtime, tracker };
}
