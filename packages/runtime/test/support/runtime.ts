import { createScriptChecker, createTypeGenerator } from "@postern/codegen";
import { createQuickJsSandbox } from "@postern/sandbox-quickjs";
import { afterAll, beforeAll } from "vitest";
import { createRuntime, POSTERN_DECLARATIONS, type Runtime, type RuntimeOptions } from "../../src/index.ts";

/** Makes runtimes over one real sandbox and one real checker, since both take long to start and nothing to share. */
export function useRuntimes(): (options: Omit<RuntimeOptions, "sandbox">) => Runtime {
  const sandbox = createQuickJsSandbox({ isolation: "inline" });
  const generator = createTypeGenerator();
  const checker = createScriptChecker({ generator, ambient: POSTERN_DECLARATIONS });
  beforeAll(async () => {
    await Promise.all([sandbox.warm(), checker.warm()]);
  });
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
    await checker[Symbol.asyncDispose]();
  });
  return (options) => createRuntime({ sandbox, checker, generator, ...options });
}
