import { AsyncLocalStorage } from "node:async_hooks";
import { InMemoryServerEventBus, type ServerEvent, type ServerEventBus } from "@modelcontextprotocol/server";
import { watchPassed } from "@postern/mcp-server";
import type { ToolRuntime } from "@postern/runtime";

/** The events of one client's subscription streams (MCP 2026-07-28). */
export interface WatchingBus {
  readonly bus: ServerEventBus;
  /** Serves a request. A stream that it opens watches the resources that it asks for, as long as it is open. */
  serve(request: Request, answer: (request: Request) => Promise<Response>): Promise<Response>;
}

/** A bus that watches resources of upstreams for as long as somebody listens to them. */
export function createWatchingBus(runtime: ToolRuntime, onError: (error: Error) => void): WatchingBus {
  const scope = new AsyncLocalStorage<readonly string[]>();
  const bus = new InMemoryServerEventBus(onError);
  const watch = (uri: string, listener: (event: ServerEvent) => void): Promise<Disposable | undefined> =>
    // One that cannot be watched is not told of, and the others of the stream are.
    watchPassed(runtime, uri, () => listener({ kind: "resource_updated", uri })).catch((error: unknown) => {
      onError(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    });
  return {
    bus: {
      publish: (event) => bus.publish(event),
      subscribe(listener) {
        const watches = (scope.getStore() ?? []).map((uri) => watch(uri, listener));
        const unsubscribe = bus.subscribe(listener);
        return () => {
          unsubscribe();
          watches.forEach((watched) => void watched.then((resource) => resource?.[Symbol.dispose]()));
        };
      },
    },
    async serve(request, answer) {
      const isListen = request.headers.get("mcp-method") === "subscriptions/listen";
      return isListen ? scope.run(await subscribedUris(request.clone()), () => answer(request)) : answer(request);
    },
  };
}

/** What is not as it should be is for the handler to refuse. */
async function subscribedUris(request: Request): Promise<readonly string[]> {
  try {
    const { params } = (await request.json()) as {
      readonly params: { readonly notifications: { readonly resourceSubscriptions?: unknown } };
    };
    const uris = params.notifications.resourceSubscriptions;
    return Array.isArray(uris) ? uris.filter((uri) => typeof uri === "string") : [];
  } catch {
    return [];
  }
}
