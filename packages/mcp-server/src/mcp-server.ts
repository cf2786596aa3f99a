import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type Tool,
} from "@modelcontextprotocol/server";
import { type Catalog, type CatalogTool, isJsonObject } from "@postern/core";
import type { ToolRuntime } from "@postern/runtime";
import { callDirectTool, type DirectTools, listDirectTools } from "./direct-tools.ts";
import { createOwnTools } from "./own-tools.ts";
import { readRequestContext } from "./request-context.ts";
import { compactSchema, EXECUTE_TOOL, INSTRUCTIONS, SEARCH_TOOL } from "./tool-definitions.ts";

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
   * Whether this server tells its client when its list of tools becomes another, as one with a connection of its own
   * should (stdio). Default false; over HTTP the handler's `notify` is who tells.
   */
  readonly announcesChanges?: boolean;
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

/**
 * Makes a server over a runtime, not yet connected. Cheap enough to be made per request, as `createMcpHandler` and
 * `serveStdio` of `@modelcontextprotocol/server` want it. Closing it leaves the runtime as it is.
 */
export function createPosternServer(runtime: ToolRuntime, options: PosternServerOptions = {}): Server {
  const expose = options.expose ?? (() => CODE_TOOLS_ONLY);
  const server = new Server(options.serverInfo ?? { name: "postern", version: "0.0.0" }, {
    capabilities: { tools: { listChanged: options.expose !== undefined } },
    instructions: INSTRUCTIONS,
  });
  const ownTools = createOwnTools(runtime);
  const exposed = createExposure(runtime, expose);
  if (options.announcesChanges === true) {
    announceChanges(server, runtime, exposed);
  }
  server.setRequestHandler("tools/list", async () => {
    await options.ready?.();
    const { codeTools, direct } = exposed();
    return { tools: [...(codeTools ? CODE_TOOLS : []), ...direct.definitions] };
  });
  server.setRequestHandler("tools/call", async (request, context): Promise<CallToolResult | InputRequiredResult> => {
    const { name, arguments: input = {} } = request.params;
    const own = exposed().codeTools ? ownTools.get(name) : undefined;
    if (own !== undefined) {
      return (await own(input, readRequestContext(context))) as CallToolResult | InputRequiredResult;
    }
    await options.ready?.();
    const tool = exposed().direct.byName.get(name);
    if (tool === undefined) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Tool ${name} not found`);
    }
    const result = await callDirectTool(runtime, { tool, input, context: readRequestContext(context) });
    const { outputSchema } = tool.tool;
    if ("inputRequests" in result) {
      return result as InputRequiredResult;
    }
    return server.projectCallToolResult(
      result as CallToolResult,
      isJsonObject(outputSchema) ? outputSchema : undefined,
    );
  });
  return server;
}

interface Exposed {
  readonly codeTools: boolean;
  readonly direct: DirectTools;
}

/** What is shown now. Made once per catalog. */
function createExposure(runtime: ToolRuntime, expose: (catalog: Catalog) => Exposure): () => Exposed {
  let last: { readonly catalog: Catalog; readonly exposed: Exposed } | undefined;
  return () => {
    const { catalog } = runtime;
    if (last?.catalog !== catalog) {
      const { codeTools, directTools } = expose(catalog);
      last = { catalog, exposed: { codeTools, direct: listDirectTools(directTools) } };
    }
    return last.exposed;
  };
}

function announceChanges(server: Server, runtime: ToolRuntime, exposed: () => Exposed): void {
  let told = JSON.stringify(describeExposed(exposed()));
  const subscription = runtime.onCatalogChanged(() => {
    const next = JSON.stringify(describeExposed(exposed()));
    if (next !== told) {
      told = next;
      server.sendToolListChanged().catch((error: unknown) => server.onerror?.(error as Error));
    }
  });
  server.onclose = () => subscription[Symbol.dispose]();
}

function describeExposed({ codeTools, direct }: Exposed): unknown {
  return [codeTools, direct.definitions];
}
