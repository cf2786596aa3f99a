import { createPosternServer } from "@postern/mcp-server";
import type { Runtime, ToolRuntime } from "@postern/runtime";
import type { GatewayConfig } from "../config/load-config.ts";
import { version } from "../version.ts";
import { createClientExposure } from "./client-exposure.ts";
import { createClientFilter } from "./client-filter.ts";

/** How one server is made for a client. */
export interface ClientServerOptions {
  /** It has a connection of its own, on which it tells of changes. Default false. */
  readonly announcesChanges?: boolean;
}

/** Makes an MCP server for a client, with its view of the tools. */
export type ClientServers = (client: string, options?: ClientServerOptions) => ReturnType<typeof createPosternServer>;

/** The servers of all clients that a configuration knows; one that it does not know sees everything. */
export function createClientServers(runtime: Runtime, { clients }: Pick<GatewayConfig, "clients">): ClientServers {
  const views = new Map<string, ToolRuntime>();
  return (client, { announcesChanges = false } = {}) => {
    const entry = clients[client] ?? {};
    let view = views.get(client);
    if (view === undefined) {
      view = runtime.view({ owner: client, ...createClientFilter(entry) });
      views.set(client, view);
    }
    const serverInfo = { name: "postern", title: "Postern", version };
    return createPosternServer(view, { serverInfo, announcesChanges, expose: createClientExposure(entry) });
  };
}
