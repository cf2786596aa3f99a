// The gateway as a library
export { openGateway } from "./gateway.ts";
export type { Gateway, GatewayOptions } from "./gateway.ts";
// Its configuration
export { loadConfig, parseConfig } from "./config/load-config.ts";
export type { ConfigOrigin } from "./config/expander.ts";
export type { GatewayConfig } from "./config/load-config.ts";
export type { ServerConfig } from "./config/server-config.ts";
export type { SandboxName } from "./config/config-schema.ts";
