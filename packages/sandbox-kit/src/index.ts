// For drivers
export { createSandbox } from "./sandbox.ts";
export type { DriverDefinition, SandboxOptions } from "./sandbox.ts";
export type { Engine, EngineModule, Guest, GuestOptions, TurnEnd, TurnLimits } from "./engine.ts";
