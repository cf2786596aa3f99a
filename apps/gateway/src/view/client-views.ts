import { createPosternServer } from "@postern/mcp-server";
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
export interface ClientView {
  /** What it may find and call. */
  readonly runtime: ToolRuntime;
  /** Tells when one of the lists that it is shown may be another. The two tools of Postern never change. */
  readonly onListChanged: (listener: (list: "tools" | "resources" | "prompts") => void) => Disposable;
  /** Makes an MCP server with this view. */
  readonly createServer: (options?: ClientServerOptions) => ReturnType<typeof createPosternServer>;
}

/** A client's view of the sources, by the client's name. */
export type ClientViews = (client: string) => ClientView;

const SERVER_INFO = { name: "postern", title: "Postern", version };

/** The views of all clients that a configuration knows; one that it does not know sees everything. */
export function createClientViews(runtime: Runtime, { clients }: Pick<GatewayConfig, "clients">): ClientViews {
  const known = new Map<string, ClientView>();
  const viewOf = (client: string): ClientView => {
    const entry = clients[client] ?? {};
    const { passThrough = false } = entry;
    const view = runtime.view({ owner: client, ...createClientFilter(entry), faceOf: createClientFaces(entry) });
    const options = {
      serverInfo: SERVER_INFO,
      expose: createClientExposure(entry),
      passThrough,
      ...(showsTools(entry) ? { ready: () => runtime.ready() } : {}),
    };
    return {
      runtime: view,
      onListChanged: (listener) => {
        const subscriptions = new DisposableStack();
        if (showsTools(entry)) {
          subscriptions.use(view.onCatalogChanged(() => listener("tools")));
        }
        if (passThrough) {
          subscriptions.use(
            view.offers.onChanged(({ resources, prompts }) => {
              [...(resources ? (["resources"] as const) : []), ...(prompts ? (["prompts"] as const) : [])].forEach(
                listener,
              );
            }),
          );
        }
        return subscriptions;
      },
      createServer: ({ announcesChanges = false } = {}) => createPosternServer(view, { ...options, announcesChanges }),
    };
  };
  return (client) => {
    const view = known.get(client) ?? viewOf(client);
    known.set(client, view);
    return view;
  };
}
