import type { SandboxOptions } from "@postern/sandbox-kit";

/** Options of the isolated-vm driver: those that every driver takes. */
export type IsolatedVmOptions = SandboxOptions;
