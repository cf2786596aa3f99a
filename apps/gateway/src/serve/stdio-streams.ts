import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  type JSONRPCRequest,
  type RequestId,
  type Server,
  type Transport,
} from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { watchPassed } from "@postern/mcp-server";
import type { ToolRuntime } from "@postern/runtime";

/** What is watched for the streams of a connection. */
export interface StdioStreamsOptions {
  readonly runtime: ToolRuntime;
  /** The connection's server, which says what changed. */
  readonly server: () => Server | undefined;
  /** Told of what no client gets to see. */
  readonly onError: (error: Error) => void;
}

/**
 * A stdio transport that watches the resources that streams of changes ask for (MCP 2026-07-28, subscriptions), as long as
 * they are open. Over stdio the SDK keeps the streams and tells nobody what they are for.
 */
export function createWatchingTransport(
  options: StdioStreamsOptions,
  wire: Transport = new StdioServerTransport(),
): Transport {
  const streams = new Map<RequestId, readonly Promise<Disposable | undefined>[]>();
  const close = (id: RequestId): void => {
    for (const watch of streams.get(id) ?? []) {
      void watch.then((watched) => watched?.[Symbol.dispose]());
    }
    streams.delete(id);
  };
  /** When what a stream asks for is watched, so that nothing is missed once it is answered. */
  const open = async ({ id, params }: JSONRPCRequest): Promise<void> => {
    close(id);
    const watches = subscribedUris(params).map((uri) => watch(uri, options));
    streams.set(id, watches);
    await Promise.all(watches);
  };
  const transport: Transport = {
    start: () => wire.start(),
    send: (message, sendOptions) => wire.send(message, sendOptions),
    close: () => wire.close(),
  };
  wire.onmessage = (message, extra) => {
    const deliver = (): void => transport.onmessage?.(message, extra);
    if (isJSONRPCRequest(message) && message.method === "subscriptions/listen") {
      void open(message).then(deliver);
    } else {
      deliver();
      if (isJSONRPCNotification(message) && message.method === "notifications/cancelled") {
        close(message.params?.["requestId"] as RequestId);
      }
    }
  };
  wire.onerror = (error) => transport.onerror?.(error);
  wire.onclose = () => {
    [...streams.keys()].forEach(close);
    transport.onclose?.();
  };
  return transport;
}

/** The addresses that a stream of changes asks for. What is not as it should be is for the SDK to refuse. */
export function subscribedUris(params: unknown): readonly string[] {
  const { notifications } = (params ?? {}) as { readonly notifications?: { readonly resourceSubscriptions?: unknown } };
  const uris = notifications?.resourceSubscriptions;
  return Array.isArray(uris) ? uris.filter((uri) => typeof uri === "string") : [];
}

/** One that cannot be watched is not told of, and the others of the stream are. */
async function watch(uri: string, { runtime, server, onError }: StdioStreamsOptions): Promise<Disposable | undefined> {
  const tell = (): void => void server()?.sendResourceUpdated({ uri }).catch(onError);
  try {
    return await watchPassed(runtime, uri, tell);
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
    return undefined;
  }
}
