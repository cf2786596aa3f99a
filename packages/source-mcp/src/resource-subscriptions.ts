import type { Client } from "@modelcontextprotocol/client";
import { PosternError } from "@postern/core";
import { keepListening } from "./list-watch.ts";

/** What subscriptions of a connection are made with. */
export interface SubscriptionParts {
  readonly client: Client;
  /** How long the upstream may take to answer. */
  readonly timeoutMs: number;
  /** Aborted when the connection ends. */
  readonly ended: AbortSignal;
  /** A resource may have changed while nothing could be heard. */
  readonly onGap: (uri: string) => void;
}

/** Which resources one connection hears of: by a request for each (legacy), or on a stream for each (modern). */
export class ResourceSubscriptions {
  readonly #parts: SubscriptionParts;
  readonly #streams = new Map<string, AbortController>();

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
  }

  /** @throws {PosternError} UNSUPPORTED - the upstream does not tell of changed resources */
  async add(uri: string): Promise<void> {
    const { client, timeoutMs, ended, onGap } = this.#parts;
    if (client.getServerCapabilities()?.resources?.subscribe !== true) {
      throw new PosternError("UNSUPPORTED", "The upstream does not tell when a resource changes.");
    }
    if (client.getProtocolEra() !== "modern") {
      await client.request({ method: "resources/subscribe", params: { uri } }, { timeout: timeoutMs });
      return;
    }
    const stream = new AbortController();
    this.#streams.set(uri, stream);
    const signal = AbortSignal.any([ended, stream.signal]);
    const opened = Promise.withResolvers<void>();
    const filter = { resourceSubscriptions: [uri] };
    void keepListening({ client, signal, filter, onOpen: opened.resolve, onGap: () => onGap(uri) });
    await opened.promise;
  }

  /** An upstream that cannot be told goes on telling, which nobody hears. */
  remove(uri: string): void {
    const { client, timeoutMs, ended } = this.#parts;
    this.#streams.get(uri)?.abort();
    if (!this.#streams.delete(uri) && !ended.aborted) {
      client
        .request({ method: "resources/unsubscribe", params: { uri } }, { timeout: timeoutMs })
        .catch(() => undefined);
    }
  }
}
