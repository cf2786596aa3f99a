import { AsyncLocalStorage } from "node:async_hooks";
import { InMemoryServerEventBus, type ServerEvent, type ServerEventBus } from "@modelcontextprotocol/server";
import { watchPassed } from "@postern/mcp-server";
import type { ToolRuntime } from "@postern/runtime";
import { subscribedUris } from "./stdio-streams.ts";

/** The events of one client's subscription streams (MCP 2026-07-28). */
export interface WatchingBus {
  readonly bus: ServerEventBus;
  /** Serves a request. A stream that it opens watches the resources that it asks for, as long as it is open. */
  serve(request: Request, answer: (request: Request) => Promise<Response>): Promise<Response>;
}

/** A stream that is being opened: what it asks for, and what is watched for it. */
interface Stream {
  readonly uris: readonly string[];
  readonly watches: Promise<unknown>[];
}

/** A bus that watches resources of upstreams for as long as somebody listens to them. */
export function createWatchingBus(runtime: ToolRuntime, onError: (error: Error) => void): WatchingBus {
  const scope = new AsyncLocalStorage<Stream>();
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
        const stream = scope.getStore();
        const watches = (stream?.uris ?? []).map((uri) => watch(uri, listener));
        stream?.watches.push(...watches);
        const unsubscribe = bus.subscribe(listener);
        return () => {
          unsubscribe();
          watches.forEach((watched) => void watched.then((resource) => resource?.[Symbol.dispose]()));
        };
      },
    },
    async serve(request, answer) {
      if (request.headers.get("mcp-method") !== "subscriptions/listen") {
        return answer(request);
      }
      const stream: Stream = { uris: await urisOf(request.clone()), watches: [] };
      const response = await scope.run(stream, () => answer(request));
      // Nothing is missed once the client has been told that its stream is open.
      await Promise.all(stream.watches);
      return response;
    },
  };
}

/** What is no JSON is for the handler to refuse. */
async function urisOf(request: Request): Promise<readonly string[]> {
  const body: unknown = await request.json().catch(() => undefined);
  return typeof body === "object" && body !== null && "params" in body ? subscribedUris(body.params) : [];
}
