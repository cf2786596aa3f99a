import { posternSubject } from "./postern.ts";
import type { Subject } from "./subject.ts";

const quickjs = async () => (await import("../../../packages/sandbox-quickjs/src/index.ts")).createQuickJsSandbox;
const isolatedVm = async () =>
  (await import("../../../packages/sandbox-isolated-vm/src/index.ts")).createIsolatedVmSandbox;
const deno = async () => (await import("../../../packages/sandbox-deno/src/index.ts")).createDenoSandbox;

/** What is measured, by the name that `--only` takes. A peer's package is loaded in the process that measures it. */
export const SUBJECTS: Readonly<Record<string, () => Promise<Subject>>> = {
  "quickjs-pooled": async () => posternSubject("quickjs", "process", quickjs),
  "isolated-vm-pooled": async () => posternSubject("isolated-vm", "process", isolatedVm),
  "deno-pooled": async () => posternSubject("deno", "process", deno),
  "quickjs-inline": async () => posternSubject("quickjs", "inline", quickjs),
  "isolated-vm-inline": async () => posternSubject("isolated-vm", "inline", isolatedVm),
  "tanstack-node": async () => {
    const { createNodeIsolateDriver } = await import("@tanstack/ai-isolate-node");
    const { tanstackSubject } = await import("./tanstack.ts");
    return tanstackSubject("isolated-vm", async () => createNodeIsolateDriver());
  },
  "tanstack-quickjs": async () => {
    const { createQuickJSIsolateDriver } = await import("@tanstack/ai-isolate-quickjs");
    const { tanstackSubject } = await import("./tanstack.ts");
    return tanstackSubject("quickjs", async () => createQuickJSIsolateDriver());
  },
  cloudflare: async () => (await import("./cloudflare.ts")).cloudflareSubject,
  utcp: async () => (await import("./utcp.ts")).utcpSubject,
};
