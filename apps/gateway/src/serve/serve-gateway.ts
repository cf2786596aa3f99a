import { Console } from "node:console";
import type { Server } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Runtime } from "@postern/runtime";
import { LOCAL_CLIENT, type GatewayConfig } from "../config/load-config.ts";
import { asksForCredentials } from "../door/door.ts";
import { openGateway } from "../gateway.ts";
import { createMetrics } from "../observe/metrics.ts";
import { openObservation } from "../observe/observation.ts";
import { createHttpRoutes, ENDPOINT } from "./http-routes.ts";
import { requireSafeAddress, serveHttp } from "./http-server.ts";
import { formatAddress, type ListenAddress } from "./listen-address.ts";
import { createClientViews } from "../view/client-views.ts";
import { createWatchingTransport } from "./stdio-streams.ts";
import { untilShutdown } from "./shutdown.ts";
import { welcomeText } from "./welcome.ts";

/** What to serve, and where words go. */
export interface Serving {
  readonly config: GatewayConfig;
  readonly address: ListenAddress;
  /** Whose view stdio serves. */
  readonly client: string;
  readonly print: (text: string) => void;
}

/** Serves over HTTP until the process is asked to end. @throws {PosternError} INVALID_OPTION - the address */
export async function serveOverHttp({ config, address, print }: Serving): Promise<void> {
  requireSafeAddress(address, asksForCredentials(config));
  const publicUrl = new URL(config.publicUrl ?? endpointUrl(address));
  const metrics = createMetrics(new Set([LOCAL_CLIENT, ...Object.keys(config.clients)]));
  // Disposed in reverse: the server lets requests finish before the routes end what is left, and the log is written last.
  await using observation = await openObservation({ config, observers: [metrics.observer] });
  const { log } = observation;
  await using gateway = openGateway(config, observation);
  const { runtime } = gateway;
  gateway.warm();
  await using routes = createHttpRoutes({ gateway, config, publicUrl, log, metrics });
  await using server = await serveHttp({
    address,
    fetch: routes.fetch,
    onError: (error) => log("debug", "request not served", { error }),
    drainMs: config.drainMs,
    onDrainTimeout: async () => {
      log("warn", "requests under way are ended", { ms: config.drainMs });
      await runtime[Symbol.asyncDispose]();
    },
  });
  await runtime.ready();
  print(
    welcomeText(config.publicUrl ?? endpointUrl(server.address), {
      sources: runtime.sources(),
      sandbox: gateway.sandbox,
    }),
  );
  log("info", "serving", {
    url: config.publicUrl ?? endpointUrl(server.address),
    address: formatAddress(server.address),
    tools: countTools(runtime),
  });
  const signal = await untilShutdown();
  log("info", "closing", { signal });
  routes.drain();
}

/**
 * Serves over stdin and stdout until the client closes them or the process is asked to end. Stdout carries the protocol
 * and nothing else: whatever prints goes to stderr.
 */
export async function serveOverStdio({ config, client }: Omit<Serving, "address" | "print">): Promise<void> {
  globalThis.console = new Console(process.stderr, process.stderr);
  await using observation = await openObservation({ config });
  const { log } = observation;
  await using gateway = openGateway(config, observation);
  const { runtime } = gateway;
  gateway.warm();
  const view = createClientViews(runtime, config)(client);
  const onerror = (error: Error): void => log("debug", "request not served", { error });
  let server: Server | undefined;
  const createServer = (): Server => (server = view.createServer({ announcesChanges: true }));
  const transport = createWatchingTransport({ runtime: view.runtime, server: () => server, onError: onerror });
  const handle = serveStdio(createServer, { transport, onerror });
  log("info", "serving", { client });
  const signal = await untilShutdown({ input: process.stdin });
  log("info", "closing", { signal });
  await handle.close();
}

function countTools(runtime: Runtime): number {
  return runtime.sources().reduce((sum, { toolCount }) => sum + toolCount, 0);
}

function endpointUrl(address: ListenAddress): string {
  return `http://${formatAddress(address)}${ENDPOINT}`;
}
