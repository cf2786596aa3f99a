import type { Readable } from "node:stream";

/** What ends a server besides signals. */
export interface ShutdownOptions {
  /** Its end is the client's way to say goodbye (MCP, stdio transport, "Shutdown"). */
  readonly input?: Readable;
}

const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Resolves with the signal, if it was one, when the process is asked to end. A second signal ends it at once, by the signal's default. */
export async function untilShutdown({ input }: ShutdownOptions = {}): Promise<NodeJS.Signals | undefined> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals | undefined>();
  const stop = (signal: NodeJS.Signals): void => resolve(signal);
  const leave = (): void => resolve(undefined);
  for (const name of SIGNALS) {
    process.once(name, stop);
  }
  input?.once("end", leave).once("close", leave);
  const signal = await promise;
  for (const name of SIGNALS) {
    process.removeListener(name, stop);
  }
  return signal;
}
