import type { JsonObject } from "@postern/core";

/** What a request brings along, whichever SDK read it. */
export interface RequestContext {
  readonly signal: AbortSignal;
  readonly meta: JsonObject;
  /** Tells the client of progress. Absent where it did not ask to be told. */
  readonly notifyProgress: ((message: string) => void) | undefined;
}

interface Notification {
  readonly method: "notifications/progress";
  readonly params: { readonly progressToken: string | number; readonly progress: number; readonly message: string };
}

/** The second argument of a tool's callback: `ServerContext` of the 2.x SDK. */
interface ModernExtra {
  readonly mcpReq: {
    readonly signal: AbortSignal;
    readonly _meta?: unknown;
    readonly notify: (notification: Notification) => Promise<void>;
  };
}

/** The second argument of a tool's callback: `RequestHandlerExtra` of the 1.x SDK. */
interface LegacyExtra {
  readonly signal: AbortSignal;
  readonly _meta?: unknown;
  readonly sendNotification: (notification: Notification) => Promise<void>;
}

/** W3C trace context and baggage, passed on to upstreams (MCP 2026-07-28, `_meta` reserved names). */
const PASSED_ON = ["traceparent", "tracestate", "baggage"];

/** Reads what a tool's callback is given by a server of either SDK. */
export function readRequestContext(extra: ModernExtra | LegacyExtra): RequestContext {
  const { signal, meta, notify } =
    "mcpReq" in extra
      ? {
          signal: extra.mcpReq.signal,
          meta: extra.mcpReq._meta,
          notify: (sent: Notification) => extra.mcpReq.notify(sent),
        }
      : { signal: extra.signal, meta: extra._meta, notify: (sent: Notification) => extra.sendNotification(sent) };
  const fields = (meta ?? {}) as JsonObject;
  const { progressToken } = fields;
  const passedOn = Object.entries(fields).filter(([name]) => PASSED_ON.includes(name));
  const isToken = typeof progressToken === "string" || typeof progressToken === "number";
  return {
    signal,
    meta: Object.fromEntries(passedOn),
    notifyProgress: isToken ? progressNotifier(progressToken, notify) : undefined,
  };
}

/** Progress has to grow with every notification (MCP, progress), so it counts them. */
function progressNotifier(
  progressToken: string | number,
  notify: (notification: Notification) => Promise<void>,
): (message: string) => void {
  let progress = 0;
  return (message) => {
    progress += 1;
    notify({ method: "notifications/progress", params: { progressToken, progress, message } }).catch(() => {
      // The client is gone; the request's own signal says so to whom it concerns.
    });
  };
}
