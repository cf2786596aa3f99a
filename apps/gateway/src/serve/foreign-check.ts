import {
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from "@modelcontextprotocol/server";
import type { GatewayConfig } from "../config/load-config.ts";
import { asksForCredentials } from "../door/door.ts";

/**
 * Answers what refuses a request of a foreign page, and, where no credentials are asked for, of a foreign host: so no web
 * page reaches the gateway by DNS rebinding.
 */
export function createForeignCheck(config: GatewayConfig): (request: Request) => Response | undefined {
  const isLocked = asksForCredentials(config);
  const publicHosts = config.publicUrl === undefined ? [] : [new URL(config.publicUrl).hostname];
  const origins = [...localhostAllowedOrigins(), ...publicHosts];
  const hosts = [...localhostAllowedHostnames(), ...publicHosts];
  return (request) =>
    originValidationResponse(request, origins) ?? (isLocked ? undefined : hostHeaderValidationResponse(request, hosts));
}
