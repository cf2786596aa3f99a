import { Console } from "node:console";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { GatewayConfig } from "../config/load-config.ts";
import { asksForCredentials } from "../door/door.ts";
import { openGateway } from "../gateway.ts";
import { createHttpRoutes, ENDPOINT } from "./http-routes.ts";
import { requireSafeAddress, serveHttp } from "./http-server.ts";
import { formatAddress, type ListenAddress } from "./listen-address.ts";
import { createClientServers } from "../view/client-servers.ts";
import { untilShutdown } from "./shutdown.ts";
import { welcomeText } from "./welcome.ts";

/** What to serve, and where words go. */
export interface Serving {
  readonly config: GatewayConfig;
  readonly address: ListenAddress;
  /** Whose view stdio serves. */
  readonly client: string;
  readonly print: (text: string) => void;
  readonly report: (text: string) => void;
}

/** Serves over HTTP until the process is asked to end. @throws {PosternError} INVALID_OPTION - the address */
export async function serveOverHttp({ config, address, print, report }: Serving): Promise<void> {
  requireSafeAddress(address, asksForCredentials(config));
  const onError = (error: Error): void => report(error.message);
  const publicUrl = new URL(config.publicUrl ?? endpointUrl(address));
  await using gateway = openGateway(config);
  const { runtime } = gateway;
  gateway.warm();
  // Disposed in reverse: the server lets requests finish before the routes end what is left.
  await using routes = createHttpRoutes({ runtime, config, publicUrl, onError });
  await using server = await serveHttp({ address, fetch: routes.fetch, onError });
  await runtime.ready();
  print(
    welcomeText(config.publicUrl ?? endpointUrl(server.address), {
      sources: runtime.sources(),
      sandbox: gateway.sandbox,
    }),
  );
  await untilShutdown();
  report("Closing …");
}

/**
 * Serves over stdin and stdout until the client closes them or the process is asked to end. Stdout carries the protocol
 * and nothing else: whatever prints goes to stderr.
 */
export async function serveOverStdio({ config, client, report }: Serving): Promise<void> {
  globalThis.console = new Console(process.stderr, process.stderr);
  await using gateway = openGateway(config);
  const { runtime } = gateway;
  gateway.warm();
  const servers = createClientServers(runtime, config);
  const handle = serveStdio(() => servers(client, { announcesChanges: true }), {
    onerror: (error) => report(error.message),
  });
  await untilShutdown({ input: process.stdin });
  await handle.close();
}

function endpointUrl(address: ListenAddress): string {
  return `http://${formatAddress(address)}${ENDPOINT}`;
}
