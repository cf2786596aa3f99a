import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
  type Tool,
} from "@modelcontextprotocol/server";
import { type Catalog, type CatalogTool, isJsonObject, type JsonObject, type UpstreamLogLevel } from "@postern/core";
import type { ToolRuntime } from "@postern/runtime";
import { announceChanges, announceLogs } from "./announce-changes.ts";
import { callDirectTool, type DirectTools, listDirectTools } from "./direct-tools.ts";
import { createOwnTools } from "./own-tools.ts";
import { withClientUri } from "./passed-names.ts";
import { passCompletion, passPrompts } from "./passed-prompts.ts";
import { passResources, passSubscriptions } from "./passed-resources.ts";
import { namesOf } from "./passing.ts";
import { readRequestContext, type RequestContext } from "./request-context.ts";
import { compactSchema, EXECUTE_TOOL, INSTRUCTIONS, SEARCH_TOOL } from "./tool-definitions.ts";
import type { ToolReply } from "./tool-replies.ts";

/** What a server shows of a catalog. */
export interface Exposure {
  /** `search` and `execute`. */
  readonly codeTools: boolean;
  /** Tools that clients see and call directly, beside those two or instead of them. */
  readonly directTools: readonly CatalogTool[];
}

/** Options of {@link createPosternServer}. */
export interface PosternServerOptions {
  /** What clients are told of this server. Default: name `postern`, version `0.0.0`. */
  readonly serverInfo?: { readonly name: string; readonly version: string; readonly title?: string };
  /**
   * What to show of each catalog. Default: `search` and `execute`, and nothing directly. Answer the same `directTools` for
   * the same catalog where servers are made per request: their definitions are then made once.
   */
  readonly expose?: (catalog: Catalog) => Exposure;
  /**
   * Waited for before tools that are shown directly are listed or looked up: until its sources have answered, a gateway knows
   * none. Give it only where `expose` shows some. Default: nothing is waited for.
   */
  readonly ready?: () => Promise<void>;
  /**
   * Whether this server tells its client when its lists become others, as one with a connection of its own should (stdio, or
   * a session). Default false; over HTTP the handler's `notify` is who tells.
   */
  readonly announcesChanges?: boolean;
  /**
   * Whether clients also get what upstreams have besides tools: resources, prompts, completion, subscriptions and logs; what
   * upstreams ask of the client itself; and, of a single namespace, tools under their own names. Default false.
   */
  readonly passThrough?: boolean;
}

const CODE_TOOLS_ONLY: Exposure = { codeTools: true, directTools: [] };

const CODE_TOOLS: readonly Tool[] = [SEARCH_TOOL, EXECUTE_TOOL].map(
  ({ name, title, description, input, output, annotations }) => ({
    name,
    title,
    description,
    inputSchema: compactSchema(input) as Tool["inputSchema"],
    outputSchema: compactSchema(output) as NonNullable<Tool["outputSchema"]>,
    annotations,
  }),
);

const PASSED_CAPABILITIES = {
  resources: { subscribe: true, listChanged: true },
  prompts: { listChanged: true },
  completions: {},
  logging: {},
};
/** What a client of up to 2025-11-25 reads that never says from which level on. */
const DEFAULT_LOG_LEVEL: UpstreamLogLevel = "info";

/**
 * Makes a server over a runtime, not yet connected. Cheap enough to be made per request, as `createMcpHandler` and
 * `serveStdio` of `@modelcontextprotocol/server` want it. Closing it leaves the runtime as it is.
 */
export function createPosternServer(runtime: ToolRuntime, options: PosternServerOptions = {}): Server {
  const { passThrough = false } = options;
  const server = new Server(options.serverInfo ?? { name: "postern", version: "0.0.0" }, {
    capabilities: { tools: { listChanged: options.expose !== undefined }, ...(passThrough ? PASSED_CAPABILITIES : {}) },
    instructions: INSTRUCTIONS,
  });
  const exposed = createExposure(runtime, options.expose ?? (() => CODE_TOOLS_ONLY), passThrough);
  const wanted: { logLevel: UpstreamLogLevel } = { logLevel: DEFAULT_LOG_LEVEL };
  const contextOf = (context: ServerContext): RequestContext =>
    readRequestContext(
      context,
      passThrough ? { ...wanted, capabilities: server.getClientCapabilities() as JsonObject | undefined } : {},
    );
  serveTools(server, { runtime, options, exposed, contextOf });
  const opened = new DisposableStack();
  if (passThrough) {
    passResources(server, runtime, contextOf);
    passPrompts(server, runtime, contextOf);
    passCompletion(server, runtime, contextOf);
    opened.use(passSubscriptions(server, runtime));
    let isReading = false;
    server.setRequestHandler("logging/setLevel", ({ params }) => {
      wanted.logLevel = params.level;
      if (!isReading) {
        isReading = true;
        opened.use(announceLogs(server, runtime, () => wanted.logLevel));
      }
      return {};
    });
  }
  if (options.announcesChanges === true) {
    const shown = (): unknown => [exposed().codeTools, exposed().direct.definitions];
    opened.use(announceChanges(server, runtime, { shown, passesThrough: passThrough }));
  }
  server.onclose = () => opened[Symbol.dispose]();
  ANNOUNCING.set(server, opened);
  return server;
}

const ANNOUNCING = new WeakMap<Server, DisposableStack>();

/** Ends all that a server tells its client of its own accord, where nobody can hear it any more. It answers as before. */
export function stopAnnouncing(server: Server): void {
  ANNOUNCING.get(server)?.[Symbol.dispose]();
}

interface Serving {
  readonly runtime: ToolRuntime;
  readonly options: PosternServerOptions;
  readonly exposed: () => Exposed;
  readonly contextOf: (context: ServerContext) => RequestContext;
}

function serveTools(server: Server, { runtime, options, exposed, contextOf }: Serving): void {
  const ownTools = createOwnTools(runtime);
  const passesThrough = options.passThrough === true;
  server.setRequestHandler("tools/list", async () => {
    await options.ready?.();
    const { codeTools, direct } = exposed();
    return { tools: [...(codeTools ? CODE_TOOLS : []), ...direct.definitions] };
  });
  server.setRequestHandler("tools/call", async (request, context): Promise<CallToolResult | InputRequiredResult> => {
    const { name, arguments: input = {} } = request.params;
    const own = exposed().codeTools ? ownTools.get(name) : undefined;
    if (own !== undefined) {
      return (await own(input, contextOf(context))) as CallToolResult | InputRequiredResult;
    }
    await options.ready?.();
    const tool = exposed().direct.byName.get(name);
    if (tool === undefined) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Tool ${name} not found`);
    }
    const result = await callDirectTool(runtime, { tool, input, context: contextOf(context), passesThrough });
    if ("inputRequests" in result) {
      return result as InputRequiredResult;
    }
    const { outputSchema } = tool.tool;
    return server.projectCallToolResult(
      (passesThrough ? withClientUris(result, runtime, tool.namespace) : result) as CallToolResult,
      isJsonObject(outputSchema) ? outputSchema : undefined,
    );
  });
}

/** What an answer points at is to be read under the address that clients know. */
function withClientUris(reply: ToolReply, runtime: ToolRuntime, namespace: string): ToolReply {
  const { toClientUri } = namesOf(runtime);
  return {
    ...reply,
    content: reply.content.map((block) => withClientUri(block, (uri) => toClientUri({ namespace, uri }))),
  };
}

interface Exposed {
  readonly codeTools: boolean;
  readonly direct: DirectTools;
}

/** What is shown now. Made once per catalog. */
function createExposure(
  runtime: ToolRuntime,
  expose: (catalog: Catalog) => Exposure,
  passesThrough: boolean,
): () => Exposed {
  let last: { readonly catalog: Catalog; readonly exposed: Exposed } | undefined;
  return () => {
    const { catalog } = runtime;
    if (last?.catalog !== catalog) {
      const { codeTools, directTools } = expose(catalog);
      const isOwn = passesThrough && catalog.namespaces.length === 1;
      const taken = codeTools ? CODE_TOOLS.map(({ name }) => name) : [];
      last = { catalog, exposed: { codeTools, direct: listDirectTools(directTools, { isOwn, taken }) } };
    }
    return last.exposed;
  };
}
