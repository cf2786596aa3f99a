import type { SandboxOptions } from "@postern/sandbox-kit";

/** Options of the Deno driver: those that every driver takes. There is no `inline`. */
export type DenoOptions = SandboxOptions;
