import type { ToolRuntime } from "@postern/runtime";
import type { InputRequired } from "./interactive-call.ts";
import { createOwnTools } from "./own-tools.ts";
import { type CallbackExtra, readRequestContext } from "./request-context.ts";
import { EXECUTE_TOOL, SEARCH_TOOL } from "./tool-definitions.ts";
import type { ToolReply } from "./tool-replies.ts";

/**
 * What takes tools: an `McpServer` of `@modelcontextprotocol/server` 2.x or of `@modelcontextprotocol/sdk` 1.x. Their types
 * differ and never cross, so only that there is a `registerTool` is said here.
 */
export interface ToolHost {
  registerTool(...registration: never[]): unknown;
}

type Register = (
  name: string,
  config: {
    readonly title: string;
    readonly description: string;
    readonly inputSchema: unknown;
    readonly outputSchema: unknown;
    readonly annotations: unknown;
  },
  callback: (input: unknown, extra: CallbackExtra) => Promise<ToolReply | InputRequired>,
) => unknown;

/** Adds `search` and `execute` to a server that has tools of its own. Call it before the server is connected. */
export function addPosternTools(server: ToolHost, runtime: ToolRuntime): void {
  const tools = createOwnTools(runtime);
  for (const { name, title, description, input, output, annotations } of [SEARCH_TOOL, EXECUTE_TOOL]) {
    const answer = tools.get(name);
    if (answer !== undefined) {
      const register = server.registerTool.bind(server) as unknown as Register;
      const config = { title, description, inputSchema: input, outputSchema: output, annotations };
      register(name, config, (value, extra) => answer(value, readRequestContext(extra)));
    }
  }
}
