import { join } from "node:path";
import { Client as Client2, StreamableHTTPClientTransport as Http2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as Stdio2 } from "@modelcontextprotocol/client/stdio";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as Stdio1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as Http1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { COMPILE_CACHE } from "./compile-cache.ts";

/** What both official clients answer, as far as the tests look. */
export interface ToolAnswer {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
}

/** A tool as a client lists it. */
export interface ListedTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: object;
  readonly outputSchema?: object | undefined;
  readonly annotations?: object | undefined;
}

/** How a call is followed, and ended. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { readonly progress: number; readonly message?: string | undefined }) => void;
}

/** An official client behind one face, so that one test speaks for both. */
export interface TestClient extends AsyncDisposable {
  listTools(): Promise<readonly ListedTool[]>;
  callTool(name: string, input: Record<string, unknown>, options?: CallOptions): Promise<ToolAnswer>;
}

/** How to reach a gateway. */
export type Endpoint =
  | { readonly type: "http"; readonly url: string; readonly token?: string }
  | { readonly type: "stdio"; readonly args: readonly string[]; readonly cwd: string };

/** A stdio gateway of the tests, which keeps what it learns in its own folder. */
function stdioServer({ args, cwd }: Extract<Endpoint, { type: "stdio" }>): {
  readonly command: string;
  readonly args: string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly stderr: "ignore";
} {
  const env = { ...COMPILE_CACHE, POSTERN_HOME: join(cwd, "home") };
  return { command: process.execPath, args: [...args], cwd, env, stderr: "ignore" };
}

function authorization({ token }: Extract<Endpoint, { type: "http" }>): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

const INFO = { name: "postern-tests", version: "1.0.0" };
const CAPABILITIES = { elicitation: { form: {} } };

/** What the person behind every client answers to every question. */
const answer = (): { action: "accept"; content: { name: string } } => ({ action: "accept", content: { name: "Ada" } });

/** Called with the names of all tools whenever the client has heard that they are others. */
export type OnToolsChanged = (names: readonly string[]) => void;

type Connect = (endpoint: Endpoint, onToolsChanged?: OnToolsChanged) => Promise<TestClient>;

/** The names of the clients that every end-to-end test runs with. */
export const CLIENTS: Readonly<Record<string, Connect>> = {
  "sdk 1.x": connectClient1,
  "client 2.x": (endpoint, onToolsChanged) => connectClient2("auto", endpoint, onToolsChanged),
};

/** Those, and the newer one where it speaks the older generation of the protocol. */
export const CLIENTS_BY_GENERATION: typeof CLIENTS = {
  ...CLIENTS,
  "client 2.x in legacy mode": (endpoint, onToolsChanged) => connectClient2("legacy", endpoint, onToolsChanged),
};

async function connectClient1(endpoint: Endpoint, onToolsChanged?: OnToolsChanged): Promise<TestClient> {
  const client = new Client1(INFO, { capabilities: CAPABILITIES, ...watching(onToolsChanged) });
  client.setRequestHandler(ElicitRequestSchema, answer);
  const changes = changesOf(endpoint);
  const transport =
    endpoint.type === "http" ? new Http1(new URL(endpoint.url), changes.options) : new Stdio1(stdioServer(endpoint));
  await client.connect(transport);
  if (endpoint.type === "http" && onToolsChanged !== undefined) {
    await changes.areListenedTo;
  }
  return {
    listTools: async () => (await client.listTools()).tools,
    callTool: async (name, input, options) =>
      (await client.callTool({ name, arguments: input }, undefined, options)) as ToolAnswer,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function connectClient2(
  mode: "auto" | "legacy",
  endpoint: Endpoint,
  onToolsChanged?: OnToolsChanged,
): Promise<TestClient> {
  const versionNegotiation = { mode };
  const client = new Client2(INFO, { capabilities: CAPABILITIES, versionNegotiation, ...watching(onToolsChanged) });
  client.setRequestHandler("elicitation/create", answer);
  const changes = changesOf(endpoint);
  const transport =
    endpoint.type === "http" ? new Http2(new URL(endpoint.url), changes.options) : new Stdio2(stdioServer(endpoint));
  await client.connect(transport);
  if (endpoint.type === "http" && mode === "legacy" && onToolsChanged !== undefined) {
    await changes.areListenedTo;
  }
  return {
    listTools: async () => (await client.listTools()).tools,
    callTool: async (name, input, options) =>
      (await client.callTool({ name, arguments: input }, options)) as ToolAnswer,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

interface Watching {
  readonly listChanged?: {
    readonly tools: {
      readonly debounceMs: number;
      readonly onChanged: (error: Error | null, tools: readonly { readonly name: string }[] | null) => void;
    };
  };
}

function watching(onToolsChanged?: OnToolsChanged): Watching {
  return onToolsChanged === undefined
    ? {}
    : {
        listChanged: {
          tools: { debounceMs: 0, onChanged: (_error, tools) => onToolsChanged((tools ?? []).map(({ name }) => name)) },
        },
      };
}

/** The older generation hears of changes over a GET, which its clients send by themselves once they are connected. */
function changesOf(endpoint: Endpoint): {
  readonly areListenedTo: Promise<void>;
  readonly options: { readonly requestInit: RequestInit; readonly fetch: typeof fetch };
} {
  const { promise, resolve } = Promise.withResolvers<void>();
  const headers = endpoint.type === "http" ? authorization(endpoint) : {};
  const watchingFetch: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    if (init?.method === "GET") {
      resolve();
    }
    return answer;
  };
  return { areListenedTo: promise, options: { requestInit: { headers }, fetch: watchingFetch } };
}
