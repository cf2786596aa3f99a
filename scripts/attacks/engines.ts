// The drivers that attacks run on, and the one that has to fail.
import type { Sandbox } from "../../packages/core/src/index.ts";

const ENGINES: Readonly<Record<string, () => Promise<Sandbox>>> = {
  quickjs: async () => (await import("../../packages/sandbox-quickjs/src/index.ts")).createQuickJsSandbox(),
  "isolated-vm": async () =>
    (await import("../../packages/sandbox-isolated-vm/src/index.ts")).createIsolatedVmSandbox(),
  deno: async () => (await import("../../packages/sandbox-deno/src/index.ts")).createDenoSandbox(),
  control: async () => (await import("../../packages/sandbox-kit/test/control-driver.ts")).createControlSandbox(),
};

/** `node:vm` in the host's own process: no sandbox, and a runner that does not see it fail is blind. */
export const CONTROL = "control";

/** Every engine's name, the control last. */
export const ENGINE_NAMES: readonly string[] = Object.keys(ENGINES);

/** Makes the sandbox of a name. */
export async function createSandboxOf(name: string): Promise<Sandbox> {
  const create = ENGINES[name];
  if (create === undefined) {
    throw new Error(`There is no engine "${name}". There are: ${ENGINE_NAMES.join(", ")}.`);
  }
  return await create();
}
