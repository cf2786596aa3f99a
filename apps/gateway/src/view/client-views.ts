import { createPosternServer, type PosternServerOptions } from "@postern/mcp-server";
import type { Runtime, ToolRuntime } from "@postern/runtime";
import type { GatewayConfig } from "../config/load-config.ts";
import { version } from "../version.ts";
import { createClientExposure, showsTools } from "./client-exposure.ts";
import { createClientFaces } from "./client-faces.ts";
import { createClientFilter } from "./client-filter.ts";

/** How one server is made for a client. */
export interface ClientServerOptions {
  /** It has a connection of its own, on which it tells of changes. Default false. */
  readonly announcesChanges?: boolean;
}

/** What is made once for a client. */
interface ClientView {
  readonly runtime: ToolRuntime;
  readonly options: Pick<PosternServerOptions, "expose" | "ready">;
}

const SERVER_INFO = { name: "postern", title: "Postern", version };

/** Makes an MCP server for a client, with its view of the tools. */
export type ClientServers = (client: string, options?: ClientServerOptions) => ReturnType<typeof createPosternServer>;

/** The servers of all clients that a configuration knows; one that it does not know sees everything. */
export function createClientServers(runtime: Runtime, { clients }: Pick<GatewayConfig, "clients">): ClientServers {
  const known = new Map<string, ClientView>();
  const viewOf = (client: string): ClientView => {
    const entry = clients[client] ?? {};
    return {
      runtime: runtime.view({ owner: client, ...createClientFilter(entry), faceOf: createClientFaces(entry) }),
      options: {
        expose: createClientExposure(entry),
        ...(showsTools(entry) ? { ready: () => runtime.ready() } : {}),
      },
    };
  };
  return (client, { announcesChanges = false } = {}) => {
    const view = known.get(client) ?? viewOf(client);
    known.set(client, view);
    return createPosternServer(view.runtime, { serverInfo: SERVER_INFO, announcesChanges, ...view.options });
  };
}
