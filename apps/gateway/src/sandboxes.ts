import type { Sandbox } from "@postern/core";
import { createDenoSandbox } from "@postern/sandbox-deno";
import { createIsolatedVmSandbox } from "@postern/sandbox-isolated-vm";
import { createQuickJsSandbox } from "@postern/sandbox-quickjs";
import type { SandboxName } from "./config/config-schema.ts";
import type { GatewayConfig } from "./config/load-config.ts";

type CreateSandbox = (options: { readonly isolation: "process" | "execution" }) => Sandbox;

/** Every driver that the gateway can run, a line each. */
const SANDBOXES: Readonly<Record<SandboxName, CreateSandbox>> = {
  quickjs: createQuickJsSandbox,
  "isolated-vm": createIsolatedVmSandbox,
  deno: createDenoSandbox,
};

/** The sandbox that a configuration asks for. */
export function createSandbox({ driver, isolation }: GatewayConfig["sandbox"]): Sandbox {
  return SANDBOXES[driver]({ isolation });
}
