// The source
export { createMcpSource } from "./source-mcp.ts";
export type { McpSource } from "./source-mcp.ts";
export { DEFAULT_LIMITS } from "./options.ts";
export type {
  HttpTransportOptions,
  McpSourceLimits,
  McpSourceOptions,
  McpTransportOptions,
  StdioTransportOptions,
} from "./options.ts";
