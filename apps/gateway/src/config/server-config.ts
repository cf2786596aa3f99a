import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import type { Secret } from "@postern/core/node";
import type { McpTransportOptions, PartialLimits, UpstreamAuth } from "@postern/source-mcp";
import type { RemoteServerEntry, StdioServerEntry } from "./config-schema.ts";
import type { Expander } from "./expander.ts";

/** An upstream MCP server, ready to connect to: variables expanded, paths absolute. */
export type ServerConfig = McpTransportOptions & {
  /** Default eager. */
  readonly start?: "eager" | "lazy";
  readonly limits?: PartialLimits;
};

/** Completes an entry of `mcpServers` or `servers`. */
export function serverConfig(entry: StdioServerEntry | RemoteServerEntry, expander: Expander): ServerConfig {
  const { start, limits } = entry;
  return {
    ...("url" in entry ? remoteTransport(entry, expander) : stdioTransport(entry, expander)),
    ...(start === undefined ? {} : { start }),
    ...(limits === undefined ? {} : { limits }),
  };
}

function stdioTransport(entry: StdioServerEntry, expander: Expander): McpTransportOptions {
  return {
    type: "stdio",
    command: expander.text("command", entry.command),
    args: (entry.args ?? []).map((argument, index) => expander.text(`args[${index}]`, argument)),
    env: { ...fileVariables(entry.envFile, expander), ...expander.record("env", entry.env) },
    cwd: resolve(expander.directory, expander.text("cwd", entry.cwd ?? ".")),
  };
}

/** As VS Code and Cursor read it. */
function fileVariables(envFile: string | undefined, expander: Expander): Record<string, string> {
  if (envFile === undefined) {
    return {};
  }
  const path = resolve(expander.directory, expander.text("envFile", envFile));
  try {
    return parseEnv(readFileSync(path, "utf8")) as Record<string, string>;
  } catch {
    expander.refuse("envFile", `${envFile}, which cannot be read`, "a file of NAME=VALUE lines");
    return {};
  }
}

function remoteTransport(entry: RemoteServerEntry, expander: Expander): McpTransportOptions {
  const transport = {
    type: entry.type === "sse" ? "sse" : "http",
    url: expander.text("url", entry.url),
    headers: expander.record("headers", entry.headers),
  } as const;
  const isAuthorized = Object.keys(transport.headers).some((name) => name.toLowerCase() === "authorization");
  if (isAuthorized) {
    if (entry.auth !== undefined) {
      expander.refuse("auth", "auth beside a header Authorization", "one of the two");
    }
    return transport;
  }
  return { ...transport, auth: entry.auth === undefined ? { type: "oauth" } : upstreamAuth(entry.auth, expander) };
}

function upstreamAuth(auth: UpstreamAuth, expander: Expander): UpstreamAuth {
  if (auth.type === "bearer") {
    return { ...auth, token: secret("auth.token", auth.token, expander) };
  }
  const texts = Object.entries(auth).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === "string" ? expander.text(`auth.${key}`, value) : value,
  ]);
  const expanded = Object.fromEntries(texts) as typeof auth;
  const { clientSecret } = auth;
  return clientSecret === undefined
    ? expanded
    : { ...expanded, clientSecret: secret("auth.clientSecret", clientSecret, expander) };
}

/** Secrets stay references, read when they are needed; a variable that is not set is told now. */
function secret(key: string, value: Secret, expander: Expander): Secret {
  if (typeof value === "string") {
    return expander.text(key, value);
  }
  if ("env" in value) {
    expander.text(`${key}.env`, `\${${value.env}}`);
    return value;
  }
  if ("file" in value) {
    return { file: resolve(expander.directory, expander.text(`${key}.file`, value.file)) };
  }
  const args = value.args?.map((argument, index) => expander.text(`${key}.args[${index}]`, argument));
  return { command: expander.text(`${key}.command`, value.command), ...(args === undefined ? {} : { args }) };
}
