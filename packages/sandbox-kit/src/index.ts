// For drivers
export { createSandbox } from "./sandbox.ts";
export type { DriverDefinition, SandboxOptions } from "./sandbox.ts";
export { nodeCommand } from "./pool/node-command.ts";
export type { GuestCommand, GuestCommandOptions } from "./pool/guest-process.ts";
export type { Engine, EngineModule, EngineOptions, Guest, GuestOptions, TurnEnd, TurnLimits } from "./engine.ts";
