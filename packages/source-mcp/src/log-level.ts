import type { Client } from "@modelcontextprotocol/client";
import { UPSTREAM_LOG_LEVELS } from "@postern/core";
import type { UpstreamLogLevel } from "@postern/core";

/**
 * What a legacy upstream logs on one connection, which several clients share: as much as the one who wants most. A modern
 * upstream is told with each request instead.
 */
export class LogLevel {
  readonly #client: Client;
  readonly #timeoutMs: number;
  #level: UpstreamLogLevel | undefined;

  constructor(client: Client, timeoutMs: number) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
  }

  /** Asks for messages from a level on. An upstream that refuses logs as it likes. */
  async lowerTo(level: UpstreamLogLevel | undefined): Promise<void> {
    const logsNothing = this.#client.getServerCapabilities()?.logging === undefined;
    if (level === undefined || logsNothing || this.#client.getProtocolEra() === "modern" || this.#isLow(level)) {
      return;
    }
    this.#level = level;
    await this.#client
      .request({ method: "logging/setLevel", params: { level } }, { timeout: this.#timeoutMs })
      .catch(() => undefined);
  }

  #isLow(level: UpstreamLogLevel): boolean {
    return this.#level !== undefined && UPSTREAM_LOG_LEVELS.indexOf(this.#level) <= UPSTREAM_LOG_LEVELS.indexOf(level);
  }
}
