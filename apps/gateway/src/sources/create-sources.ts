import type { Source } from "@postern/core";
import { createMcpSource, type McpSource, type McpSourceOptions } from "@postern/source-mcp";
import { createOpenApiSource } from "@postern/source-openapi";
import type { GatewayConfig } from "../config/load-config.ts";
import type { ServerConfig } from "../config/server-config.ts";
import { openCredentials } from "../state/credentials.ts";
import { createFileStore } from "../state/file-store.ts";
import { stateDirectories } from "../state/state-directories.ts";
import { createLazySource } from "./lazy-source.ts";
import { watchLogins } from "./login-watch.ts";

/** Every source of a configuration. Disposing it closes them. */
export interface ConfiguredSources extends AsyncDisposable {
  readonly sources: readonly Source[];
}

/**
 * Makes every source of a configuration. Those that start eagerly connect in the background.
 * @param onChanged - told when an MCP server may be in another state
 */
export function createSources(
  { servers, openapi, directory, clients }: GatewayConfig,
  onChanged: (source: Source) => void,
): ConfiguredSources {
  const { cache } = stateDirectories();
  const credentialStore = openCredentials();
  const known = createFileStore(cache);
  const waiting: McpSource[] = [];
  const sampling = Object.values(clients).some(({ passThrough }) => passThrough);
  const mcpSources = Object.entries(servers).map(([namespace, server]) => {
    const source = createServerSource(namespace, server, { credentialStore, sampling });
    source.onStatusChanged(() => onChanged(source));
    if (server.type !== "stdio" && server.auth?.type === "oauth") {
      waiting.push(source);
    }
    return server.start === "lazy" ? createLazySource(source, { store: known, configuration: server }) : source;
  });
  const openApiSources = Object.entries(openapi).map(([namespace, entry]) =>
    createOpenApiSource({ ...entry, namespace, baseDirectory: directory, cacheDirectory: cache }),
  );
  const sources = [...mcpSources, ...openApiSources];
  const logins = watchLogins(waiting);
  return {
    sources,
    async [Symbol.asyncDispose]() {
      logins[Symbol.dispose]();
      await Promise.all(sources.map((source) => source[Symbol.asyncDispose]()));
    },
  };
}

/** The source of one upstream server. */
export function createServerSource(
  namespace: string,
  { start = "eager", limits, ...transport }: ServerConfig,
  options: Pick<McpSourceOptions, "credentialStore" | "sampling">,
): McpSource {
  return createMcpSource({ ...limits, namespace, transport, start, ...options });
}
