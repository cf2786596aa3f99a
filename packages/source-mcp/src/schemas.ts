// What checks a configuration, without what connects
export { authSchema as upstreamAuthSchema } from "./auth/auth-options.ts";
export type { UpstreamAuth } from "./auth/auth-options.ts";
export { mcpLimitsSchema } from "./options.ts";
export type { PartialLimits } from "./options.ts";
