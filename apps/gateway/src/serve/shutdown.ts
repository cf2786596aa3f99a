import type { Readable } from "node:stream";

/** What ends a server besides signals. */
export interface ShutdownOptions {
  /** Its end is the client's way to say goodbye (MCP, stdio transport, "Shutdown"). */
  readonly input?: Readable;
}

const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Resolves when the process is asked to end. A second signal ends it at once, by the signal's default. */
export async function untilShutdown({ input }: ShutdownOptions = {}): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = (): void => resolve();
  for (const signal of SIGNALS) {
    process.once(signal, stop);
  }
  input?.once("end", stop).once("close", stop);
  await promise;
  for (const signal of SIGNALS) {
    process.removeListener(signal, stop);
  }
}
