import { randomUUID } from "node:crypto";
import {
  type AuthInfo,
  isInitializedNotification,
  isInitializeRequest,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
  readRequestBody,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";

/** What sessions are made with. */
export interface LegacySessionsOptions {
  /** Makes the server of one session. */
  readonly serverFor: (client: string) => Server;
  /** Bytes of one request's body. */
  readonly maxRequestBytes: number;
  /** Told of what no client gets to see. */
  readonly onError: (error: Error) => void;
  /** Told of a server that is forgotten: nothing that it says of its own accord is heard any more. Default: nobody. */
  readonly onForgotten?: (server: Server) => void;
  /** Sessions of one client. At the limit the one that was used longest ago is forgotten. Default 1000. */
  readonly maxSessions?: number;
}

/** A list that can change. */
export type ListName = "tools" | "resources" | "prompts";

/** Who sends a request. */
export interface Sender {
  readonly client: string;
  readonly authInfo?: AuthInfo;
}

/**
 * Sessions of clients that speak the protocol up to 2025-11-25. They give its answers to questions, its cancellations and
 * its stream of changes a place to arrive at, and nothing else depends on them: a request whose session is not known here,
 * since another replica made it or it was forgotten, is served as well as one without a session.
 */
export interface LegacySessions extends AsyncDisposable {
  /** Answers a request that begins a session or belongs to one; `undefined` where it does neither. */
  answer(request: Request, sender: Sender): Promise<Response | undefined>;
  /** Takes an answer or a cancellation, which belong to work under way; `undefined` for everything else. */
  finish(request: Request, sender: Sender): Promise<Response | undefined>;
  /** Tells a client, by name, that one of its lists is another. */
  announceChange(client: string, list: ListName): void;
}

interface Session {
  readonly server: Server;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  /** Whether the client has said here that it is initialized: its requests come to this gateway, then. */
  isOpen: boolean;
}

const ANNOUNCE: Readonly<Record<ListName, (server: Server) => Promise<void>>> = {
  tools: (server) => server.sendToolListChanged(),
  resources: (server) => server.sendResourceListChanged(),
  prompts: (server) => server.sendPromptListChanged(),
};
const SESSION_HEADER = "mcp-session-id";
const DEFAULT_MAX_SESSIONS = 1000;

/** No sessions yet. Disposing closes all. */
export function createLegacySessions(options: LegacySessionsOptions): LegacySessions {
  // By client first, so that nobody gets into the session of another.
  const sessions = new Map<string, Map<string, Session>>();
  const sessionsOf = (client: string): Map<string, Session> => {
    const known = sessions.get(client) ?? new Map<string, Session>();
    sessions.set(client, known);
    return known;
  };
  return {
    async answer(request, { client, authInfo }) {
      const id = request.headers.get(SESSION_HEADER);
      const known = sessionsOf(client);
      const session = id === null ? undefined : known.get(id);
      if (session === undefined && !mayInitialize(request)) {
        return undefined;
      }
      const parsedBody = await peek(request, options.maxRequestBytes);
      const handling = authInfo === undefined ? { parsedBody } : { authInfo, parsedBody };
      if (session === undefined || id === null) {
        return isInitializeRequest(parsedBody)
          ? (await begin(known, client, options)).handleRequest(request, handling)
          : undefined;
      }
      session.isOpen ||= isInitializedNotification(parsedBody);
      if (!session.isOpen) {
        return undefined;
      }
      known.delete(id);
      known.set(id, session);
      endWithConnection(session, request, parsedBody);
      const response = await session.transport.handleRequest(request, handling);
      return request.method === "GET" ? openAtOnce(response) : response;
    },
    async finish(request, { client }) {
      const session = sessionsOf(client).get(request.headers.get(SESSION_HEADER) ?? "");
      const parsedBody = session?.isOpen === true ? await peek(request, options.maxRequestBytes) : undefined;
      return isJSONRPCResponse(parsedBody) || isJSONRPCNotification(parsedBody)
        ? session?.transport.handleRequest(request, { parsedBody })
        : undefined;
    },
    announceChange(client, list) {
      for (const { server, isOpen } of sessions.get(client)?.values() ?? []) {
        if (isOpen) {
          ANNOUNCE[list](server).catch(options.onError);
        }
      }
    },
    async [Symbol.asyncDispose]() {
      const all = [...sessions.values()].flatMap((known) => [...known.values()]);
      sessions.clear();
      await Promise.all(all.map(({ server }) => server.close()));
    },
  };
}

/**
 * Connects a server to a transport that is kept once it has an id. One that its client ends stays, as long as any other, and
 * answers 404 (MCP 2025-11-25, session management).
 */
async function begin(
  known: Map<string, Session>,
  client: string,
  { serverFor, maxRequestBytes, maxSessions = DEFAULT_MAX_SESSIONS, onError, onForgotten }: LegacySessionsOptions,
): Promise<WebStandardStreamableHTTPServerTransport> {
  const server = serverFor(client);
  server.onerror = onError;
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    maxRequestBodySize: maxRequestBytes,
    onsessioninitialized: (id) => {
      known.set(id, { server, transport, isOpen: false });
      if (known.size > maxSessions) {
        forgetOldest(known, onForgotten);
      }
    },
  });
  await server.connect(transport);
  return transport;
}

/** Its stream of changes ends; calls under way end on streams of their own. */
function forgetOldest(known: Map<string, Session>, onForgotten?: (server: Server) => void): void {
  const [oldest] = known;
  if (oldest !== undefined) {
    const [id, { server, transport }] = oldest;
    known.delete(id);
    transport.closeStandaloneSSEStream();
    onForgotten?.(server);
  }
}

/** `initialize` is a POST without a session, and without the header that every 2026-07-28 request has. */
function mayInitialize({ method, headers }: Request): boolean {
  return method === "POST" && !headers.has("mcp-method") && !headers.has(SESSION_HEADER);
}

/** The body as JSON, the request still unread; `undefined` where it is none, which is then for others to answer. */
async function peek(request: Request, maxBytes: number): Promise<unknown> {
  if (request.method !== "POST") {
    return undefined;
  }
  const body = await readRequestBody(request.clone(), maxBytes);
  try {
    return body.tooLarge ? undefined : JSON.parse(body.text);
  } catch {
    return undefined;
  }
}

/**
 * Whoever hangs up can never get the answer, since nothing is kept to be sent again: the work ends as if it had been
 * cancelled. (MCP 2025-11-25, transports: a disconnection alone is no cancellation, where a stream can be resumed.)
 */
function endWithConnection({ transport }: Session, request: Request, message: unknown): void {
  if (!isJSONRPCRequest(message)) {
    return;
  }
  const params = { requestId: message.id, reason: "The client hung up." };
  const cancel = (): void => transport.onmessage?.({ jsonrpc: "2.0", method: "notifications/cancelled", params });
  request.signal.addEventListener("abort", cancel, { once: true });
}

/** Node sends a response's head with its first byte, and for the first change a client may wait long. */
function openAtOnce(response: Response): Response {
  const opening = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(": open\n\n")),
  });
  return response.ok && response.body !== null ? new Response(response.body.pipeThrough(opening), response) : response;
}
