// A server of its own
export { createPosternServer, stopAnnouncing } from "./mcp-server.ts";
export type { Exposure, PosternServerOptions } from "./mcp-server.ts";
export { watchPassed } from "./passed-resources.ts";
// Two tools for a server that exists
export { addPosternTools } from "./add-postern-tools.ts";
export type { ToolHost } from "./add-postern-tools.ts";
