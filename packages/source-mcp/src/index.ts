// The source
export { createMcpSource } from "./source-mcp.ts";
export type { McpSource } from "./source-mcp.ts";
export { DEFAULT_LIMITS, mcpLimitsSchema, mcpTransportSchema } from "./options.ts";
export type {
  HttpTransportOptions,
  McpSourceLimits,
  McpSourceOptions,
  McpTransportOptions,
  PartialLimits,
  StdioTransportOptions,
} from "./options.ts";
// Authorization
export { authSchema as upstreamAuthSchema } from "./auth/auth-options.ts";
export { createFileCredentialStore } from "./auth/credential-store.ts";
export type { CredentialStore, StoredCredentials } from "./auth/credential-store.ts";
export { loginUpstream } from "./auth/login.ts";
export type { LoginOptions } from "./auth/login.ts";
export { logoutUpstream } from "./auth/logout.ts";
export type { Logout, LogoutOptions } from "./auth/logout.ts";
export type { BearerAuth, ClientCredentialsAuth, OAuthAuth, UpstreamAuth } from "./auth/auth-options.ts";
