import type { SandboxOptions } from "@postern/sandbox-kit";

/** Options of the QuickJS driver: those that every driver takes. */
export type QuickJsOptions = SandboxOptions;
