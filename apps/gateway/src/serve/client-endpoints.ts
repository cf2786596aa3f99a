import { type AuthInfo, createMcpHandler } from "@modelcontextprotocol/server";
import { stopAnnouncing } from "@postern/mcp-server";
import type { ClientView, ClientViews } from "../view/client-views.ts";
import { createLegacySessions, type ListName, type Sender } from "./legacy-sessions.ts";
import { createWatchingBus } from "./watching-bus.ts";

/** The MCP endpoint, as it is for each client. Disposing it ends what is under way. */
export interface ClientEndpoints extends AsyncDisposable {
  readonly fetch: (request: Request, sender: Sender) => Promise<Response>;
  /** Answers what only lets work under way go on; `undefined` for everything else. */
  readonly finish: (request: Request, sender: Sender) => Promise<Response | undefined>;
}

/** What endpoints are made with. */
export interface EndpointOptions {
  readonly views: ClientViews;
  /** Bytes of one request's body. */
  readonly maxRequestBytes: number;
  /** Told of what no client gets to see. */
  readonly onError: (error: Error) => void;
}

/** Both generations of the protocol for every client. */
export function createClientEndpoints(options: EndpointOptions): ClientEndpoints {
  const { views, maxRequestBytes, onError } = options;
  const serverFor = (client: string): ReturnType<ClientView["createServer"]> => views(client).createServer();
  const sessions = createLegacySessions({ serverFor, maxRequestBytes, onError, onForgotten: stopAnnouncing });
  const known = new Map<string, Endpoint>();
  const endpointOf = (client: string): Endpoint => {
    const announce = (list: ListName): void => sessions.announceChange(client, list);
    const endpoint = known.get(client) ?? createEndpoint(views(client), announce, options);
    known.set(client, endpoint);
    return endpoint;
  };
  return {
    async fetch(request, sender) {
      const endpoint = endpointOf(sender.client);
      return (await sessions.answer(request, sender)) ?? endpoint.fetch(request, sender.authInfo);
    },
    finish: (request, sender) => sessions.finish(request, sender),
    async [Symbol.asyncDispose]() {
      const endpoints = [...known.values()];
      await Promise.all([sessions, ...endpoints].map((part) => part[Symbol.asyncDispose]()));
    },
  };
}

/** What a client has that no other has: its streams of changes, which are told of its own view alone. */
interface Endpoint extends AsyncDisposable {
  readonly fetch: (request: Request, authInfo: AuthInfo | undefined) => Promise<Response>;
}

function createEndpoint(
  view: ClientView,
  announce: (list: ListName) => void,
  { maxRequestBytes, onError }: EndpointOptions,
): Endpoint {
  const watching = createWatchingBus(view.runtime, onError);
  const handler = createMcpHandler(() => view.createServer(), {
    onerror: onError,
    maxRequestBodySize: maxRequestBytes,
    bus: watching.bus,
  });
  const publish: Readonly<Record<ListName, () => void>> = {
    tools: () => handler.notify.toolsChanged(),
    resources: () => handler.notify.resourcesChanged(),
    prompts: () => handler.notify.promptsChanged(),
  };
  const subscription = view.onListChanged((list) => {
    publish[list]();
    announce(list);
  });
  return {
    fetch: (request, authInfo) =>
      watching.serve(request, (served) => handler.fetch(served, authInfo === undefined ? {} : { authInfo })),
    async [Symbol.asyncDispose]() {
      subscription[Symbol.dispose]();
      await handler.close();
    },
  };
}
