import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { McpServer as LegacyServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport as LegacyStdioTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import type { ToolRuntime } from "@postern/runtime";
import { addPosternTools, createPosternServer, type PosternServerOptions } from "../../src/index.ts";
import { createLineTransport, createPipes, type Pipes } from "./line-transport.ts";

const CLIENT_INFO = { name: "test-client", version: "1.0.0" };
const ASKABLE = { capabilities: { elicitation: { form: {} } } };
const HOST_INFO = { name: "host", version: "1.0.0" };

/** What a test does with a connection, the same for every client. */
export interface Connection extends AsyncDisposable {
  readonly client: Pick<Client, "getInstructions" | "getServerVersion"> & {
    listTools(): Promise<{ tools: readonly { name: string; [key: string]: unknown }[] }>;
  };
  call(name: string, input: unknown, options?: CallOptions): Promise<Answer>;
}

/** What a client may add to a call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { readonly progress: number; readonly message?: string | undefined }) => void;
}

/** A tool's answer, as loosely as clients of both generations can be said to read it. */
export interface Answer {
  readonly content: readonly { readonly type: string; readonly text?: string; readonly mimeType?: string }[];
  readonly structuredContent?: { readonly [name: string]: unknown };
  readonly isError?: boolean;
}

/** The servers of this package, each over two pipes. */
export const HOSTS: Readonly<Record<string, (runtime: ToolRuntime, pipes: Pipes) => Promise<AsyncDisposable>>> = {
  "createPosternServer over stdio": async (runtime, pipes) => {
    const transport = new StdioServerTransport(pipes.stdin, pipes.stdout);
    const handle = serveStdio(() => createPosternServer(runtime), { transport });
    return { [Symbol.asyncDispose]: () => handle.close() };
  },
  "addPosternTools on a 2.x server": async (runtime, pipes) => {
    const server = new McpServer(HOST_INFO);
    addPosternTools(server, runtime);
    await server.connect(new StdioServerTransport(pipes.stdin, pipes.stdout));
    return { [Symbol.asyncDispose]: () => server.close() };
  },
  "addPosternTools on a 1.x server": async (runtime, pipes) => {
    const server = new LegacyServer(HOST_INFO);
    addPosternTools(server, runtime);
    await server.connect(new LegacyStdioTransport(pipes.stdin, pipes.stdout));
    return { [Symbol.asyncDispose]: () => server.close() };
  },
};

/** The person behind a client. */
export type Person = (message: string) => { readonly action: "accept"; readonly content: { readonly column: string } };

/** The official clients, each over two pipes, with a person behind them or none. */
export const CLIENTS: Readonly<Record<string, (pipes: Pipes, person?: Person) => Promise<Connection>>> = {
  "1.x": async (pipes, person) => {
    const client = new LegacyClient(CLIENT_INFO, person === undefined ? {} : ASKABLE);
    if (person !== undefined) {
      client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({ ...person(params.message) }));
    }
    await client.connect(createLineTransport(pipes));
    return {
      client: client as unknown as Connection["client"],
      call: async (name, input, options) => {
        const params = { name, arguments: input as Record<string, unknown> };
        return (await client.callTool(params, undefined, options)) as unknown as Answer;
      },
      [Symbol.asyncDispose]: () => client.close(),
    };
  },
  "2.x legacy": (pipes, person) => connectModern(createClient("legacy", person), createLineTransport(pipes)),
  "2.x auto": (pipes, person) => connectModern(createClient("auto", person), createLineTransport(pipes)),
};

function createClient(mode: "auto" | "legacy", person?: Person): Client {
  const negotiation = mode === "auto" ? { versionNegotiation: { mode } } : {};
  const client = new Client(CLIENT_INFO, { ...negotiation, ...(person === undefined ? {} : ASKABLE) });
  if (person !== undefined) {
    client.setRequestHandler("elicitation/create", ({ params }) => ({ ...person(params.message) }));
  }
  return client;
}

/** A client and a server of this package with two pipes between them. */
export async function connect(
  runtime: ToolRuntime,
  [host, client]: readonly [string, string],
  person?: Person,
): Promise<Connection> {
  const pipes = createPipes();
  const server = await HOSTS[host]?.(runtime, pipes);
  const connection = await CLIENTS[client]?.(pipes, person);
  if (server === undefined || connection === undefined) {
    throw new Error(`There is no ${host} or no ${client}.`);
  }
  return {
    ...connection,
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** A 2.x client and `createPosternServer` over Streamable HTTP, request by request, without a socket. */
export async function connectHttp(
  runtime: ToolRuntime,
  mode: "auto" | "legacy",
  { person, ...options }: PosternServerOptions & { readonly person?: Person } = {},
): Promise<Connection> {
  const handler = createMcpHandler(() => createPosternServer(runtime, options));
  const fetch: typeof globalThis.fetch = (url, init) => handler.fetch(new Request(url, init));
  const transport = new StreamableHTTPClientTransport(new URL("http://localhost/mcp"), { fetch });
  return connectModern(createClient(mode, person), transport);
}

/** A 2.x client over any transport of its own. */
export async function connectModern(client: Client, transport: Parameters<Client["connect"]>[0]): Promise<Connection> {
  await client.connect(transport);
  return {
    client: client as unknown as Connection["client"],
    call: async (name, input, options) => {
      const params = { name, arguments: input as Record<string, unknown> };
      return (await client.callTool(params, options)) as unknown as Answer;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
