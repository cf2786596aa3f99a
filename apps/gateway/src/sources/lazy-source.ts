import { createHash } from "node:crypto";
import type { Source, Store, Tool } from "@postern/core";
import type { McpSource } from "@postern/source-mcp";
import type { ServerConfig } from "../config/server-config.ts";

/** Where the tools of last time are kept, and for which configuration they hold. */
export interface KnownTools {
  readonly store: Store;
  readonly configuration: ServerConfig;
}

/**
 * A source that connects with the first call: until then its tools are those that it had the last time, and what it offers
 * besides tools is not listed. With another configuration than the last time it connects to list them.
 */
export function createLazySource(source: McpSource, { store, configuration }: KnownTools): Source {
  const key = `tools/${createHash("sha256").update(JSON.stringify(configuration)).digest("hex")}`;
  const isAsleep = (): boolean => source.status.state === "idle";
  const unlessAsleep = async <Item>(list: () => Promise<readonly Item[]>): Promise<readonly Item[]> =>
    isAsleep() ? [] : list();
  return {
    namespace: source.namespace,
    get status() {
      return source.status;
    },
    async listTools(signal) {
      const known = isAsleep() ? parseTools(await store.get(key)) : undefined;
      if (known !== undefined) {
        return known;
      }
      const tools = await source.listTools(signal);
      // Where it cannot be kept, the next start connects.
      await store.set(key, JSON.stringify(tools)).catch(() => undefined);
      return tools;
    },
    callTool: (name, input, context) => source.callTool(name, input, context),
    onToolsChanged: (listener) => source.onToolsChanged(listener),
    listResources: (signal) => unlessAsleep(() => source.listResources(signal)),
    listResourceTemplates: (signal) => unlessAsleep(() => source.listResourceTemplates(signal)),
    readResource: (uri, context) => source.readResource(uri, context),
    listPrompts: (signal) => unlessAsleep(() => source.listPrompts(signal)),
    getPrompt: (name, input, context) => source.getPrompt(name, input, context),
    onResourcesChanged: (listener) => source.onResourcesChanged(listener),
    complete: (request, context) => source.complete(request, context),
    watchResource: (uri, listener) => source.watchResource(uri, listener),
    onLog: (listener) => source.onLog(listener),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

/** A list that cannot be read counts as none: it is made again. */
function parseTools(text: string | undefined): readonly Tool[] | undefined {
  try {
    const tools: unknown = JSON.parse(text ?? "");
    return Array.isArray(tools) ? (tools as readonly Tool[]) : undefined;
  } catch {
    return undefined;
  }
}
