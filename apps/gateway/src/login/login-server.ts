import { nearestNames, PosternError } from "@postern/core";
import type { HttpTransportOptions } from "@postern/source-mcp";
import type { GatewayConfig } from "../config/load-config.ts";

/** A server that a person can log in to. @throws {PosternError} INVALID_OPTION - there is none of that name */
export function loginServer({ servers }: GatewayConfig, name: string): HttpTransportOptions {
  const server = Object.hasOwn(servers, name) ? servers[name] : undefined;
  if (server === undefined) {
    const names = Object.keys(servers);
    const nearest = nearestNames(name, names).join(", ") || names.join(", ") || "none";
    throw new PosternError("INVALID_OPTION", `The configuration has no server "${name}". Nearest: ${nearest}.`);
  }
  if (server.type === "stdio") {
    const text = `"${name}" is a program that Postern starts: it takes its credentials from env or asks by itself.`;
    throw new PosternError("INVALID_OPTION", text);
  }
  if (server.auth?.type !== "oauth") {
    const how = server.auth === undefined ? "a header Authorization" : `auth of type "${server.auth.type}"`;
    throw new PosternError("INVALID_OPTION", `"${name}" has ${how} in the configuration and needs no login.`);
  }
  return server;
}
