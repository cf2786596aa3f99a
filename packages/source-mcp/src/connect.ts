import { createRequire } from "node:module";
import { Client, SdkError, SdkErrorCode, SdkHttpError, SSEClientTransport } from "@modelcontextprotocol/client";
import type { FetchLike, Transport } from "@modelcontextprotocol/client";
import { PosternError } from "@postern/core";
import { createAuthorizedFetch } from "./auth/authorized-fetch.ts";
import type { Authority } from "./auth/authority.ts";
import { Connection } from "./connection.ts";
import type { ConnectionEvents } from "./connection.ts";
import type { HttpTransportOptions, ResolvedOptions, StdioTransportOptions } from "./options.ts";
import { createBoundedFetch } from "./transport/bounded-fetch.ts";
import { HttpTransport } from "./transport/http-transport.ts";
import { PERSON } from "./request-meta.ts";
import { StdioTransport } from "./transport/stdio-transport.ts";
import { createUpstreamFetch } from "./transport/upstream-fetch.ts";
import type { UpstreamFetch } from "./transport/upstream-fetch.ts";

const manifest = createRequire(import.meta.url)("../package.json") as { readonly version: string };

/** A legacy verdict is looked at again after an hour: an upgraded server answers `initialize` as before. */
const LEGACY_VERDICT_MS = 3_600_000;
const PROBE_TIMEOUT_MS = 10_000;

/** What was learnt of an upstream, so that it need not be found out at every connection. */
export interface UpstreamMemory {
  legacyUntilMs: number;
  speaksOnlySse: boolean;
}

/** What a connection is made with. */
export interface ConnectRequest {
  readonly options: ResolvedOptions;
  readonly memory: UpstreamMemory;
  readonly authority: Authority | undefined;
  readonly events: ConnectionEvents;
  /** Ends the attempt, and the child that it may have started. */
  readonly signal: AbortSignal;
}

/** Connects: probes which generation of the protocol the upstream speaks in place, on the one process or address. */
export async function connect(request: ConnectRequest): Promise<Connection> {
  const { transport } = request.options;
  if (transport.type === "stdio") {
    return connectStdio(request, transport);
  }
  if (transport.type === "sse" || request.memory.speaksOnlySse) {
    return connectSse(request, transport);
  }
  try {
    return await connectHttp(request, transport);
  } catch (error) {
    if (!mayBeSse(error) || request.signal.aborted) {
      throw error;
    }
    const connection = await connectSse(request, transport).catch(() => {
      // The first answer says more about the server than that of the fallback.
      throw error;
    });
    request.memory.speaksOnlySse = true;
    return connection;
  }
}

async function connectStdio(request: ConnectRequest, stdio: StdioTransportOptions): Promise<Connection> {
  const open = async (): Promise<Connection> => {
    const transport = new StdioTransport(stdio, request.options);
    return handshake(request, { transport, kind: "stdio", diagnostics: () => transport.diagnostics });
  };
  try {
    return await open();
  } catch (error) {
    const isClosedByProbe = error instanceof SdkError && error.code === SdkErrorCode.EraNegotiationFailed;
    if (!isClosedByProbe || request.memory.legacyUntilMs > Date.now() || request.signal.aborted) {
      throw error;
    }
    // Some servers end on any request before `initialize`: they are legacy.
    request.memory.legacyUntilMs = Date.now() + LEGACY_VERDICT_MS;
    return open();
  }
}

function connectHttp(request: ConnectRequest, http: HttpTransportOptions): Promise<Connection> {
  const upstream = createUpstreamFetch();
  const transport = new HttpTransport(new URL(http.url), httpOptions(request, http, upstream));
  const [endSession, release] = [() => transport.endSession(), () => upstream.close()];
  return handshake(request, { transport, kind: "http", endSession, release });
}

function connectSse(request: ConnectRequest, http: HttpTransportOptions): Promise<Connection> {
  const upstream = createUpstreamFetch();
  const transport = new SSEClientTransport(new URL(http.url), httpOptions(request, http, upstream));
  return handshake(request, { transport, kind: "sse", release: () => upstream.close() });
}

function httpOptions(
  request: ConnectRequest,
  http: HttpTransportOptions,
  upstream: UpstreamFetch,
): { readonly fetch: FetchLike; readonly requestInit: RequestInit } {
  const bounded = createBoundedFetch(request.options.maxMessageBytes, upstream.fetch);
  const { authority } = request;
  return {
    fetch: authority === undefined ? bounded : createAuthorizedFetch(authority, http.url, bounded),
    requestInit: { headers: { ...http.headers } },
  };
}

/** Servers that only speak SSE answer a POST with a 4xx. https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#backwards-compatibility */
function mayBeSse(error: unknown): boolean {
  return error instanceof SdkHttpError && [400, 404, 405, 406, 415].includes(error.status);
}

interface Opening {
  readonly transport: Transport;
  readonly kind: "stdio" | "http" | "sse";
  readonly diagnostics?: () => readonly string[];
  readonly endSession?: () => Promise<void>;
  /** Lets go of what the transport was made with. */
  readonly release?: () => Promise<void>;
}

async function handshake(request: ConnectRequest, opening: Opening): Promise<Connection> {
  const { options, memory, events, signal } = request;
  const { transport, kind } = opening;
  const isLegacy = kind === "sse" || memory.legacyUntilMs > Date.now();
  const probeTimeoutMs = Math.min(PROBE_TIMEOUT_MS, Math.ceil(options.connectTimeoutMs / 2));
  const client = new Client(
    { name: "postern", version: manifest.version },
    {
      capabilities: {
        ...(options.elicitation ? PERSON : {}),
        ...(options.sampling ? { sampling: {} } : {}),
      },
      versionNegotiation: {
        mode: isLegacy ? "legacy" : "auto",
        probe: { timeoutMs: kind === "stdio" ? probeTimeoutMs : options.connectTimeoutMs },
      },
      inputRequired: { autoFulfill: false },
    },
  );
  const connection = new Connection({ client, options, events, ...opening });
  const onAbort = (): void => void transport.close();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    await client.connect(transport, { timeout: options.connectTimeoutMs, signal });
    signal.throwIfAborted();
  } catch (error) {
    await transport.close();
    await opening.release?.();
    throw withDiagnostics(error, opening.diagnostics?.() ?? []);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  if (kind !== "sse" && client.getProtocolEra() === "legacy") {
    memory.legacyUntilMs = Date.now() + LEGACY_VERDICT_MS;
  }
  connection.start();
  return connection;
}

/** Hangs the child's last words on an error, for people; the error itself stays what it was. */
const DIAGNOSTICS = new WeakMap<Error, readonly string[]>();

function withDiagnostics(error: unknown, lines: readonly string[]): Error {
  const thrown = error instanceof Error ? error : new PosternError("INTERNAL", String(error));
  DIAGNOSTICS.set(thrown, lines);
  return thrown;
}

/** The last words of the child whose start ended in this error. */
export function diagnosticsOf(error: unknown): readonly string[] {
  return (error instanceof Error ? DIAGNOSTICS.get(error) : undefined) ?? [];
}
