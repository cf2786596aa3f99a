import type { Connection } from "./connection.ts";

interface Watch {
  readonly listeners: Set<() => void>;
  readonly subscribed: Promise<void>;
}

/** Who wants to hear of which resource, whatever becomes of connections. */
export class ResourceWatches {
  readonly #watches = new Map<string, Watch>();
  #connection: Connection | undefined;

  /** Listens to a resource; the upstream is asked where nobody did so before. */
  async add(uri: string, listener: () => void, connection: Connection): Promise<Disposable> {
    this.#connection = connection;
    const watch = this.#watches.get(uri) ?? { listeners: new Set(), subscribed: connection.subscriptions.add(uri) };
    this.#watches.set(uri, watch);
    const own = (): void => listener();
    watch.listeners.add(own);
    const remove = (): void => {
      if (watch.listeners.delete(own) && watch.listeners.size === 0) {
        this.#watches.delete(uri);
        this.#connection?.subscriptions.remove(uri);
      }
    };
    try {
      await watch.subscribed;
    } catch (error) {
      watch.listeners.delete(own);
      this.#watches.delete(uri);
      throw error;
    }
    return { [Symbol.dispose]: remove };
  }

  tell(uri: string): void {
    for (const listener of this.#watches.get(uri)?.listeners ?? []) {
      listener();
    }
  }

  /** Asks a new connection for all that is listened to. What changed in between was not heard, so everything may have. */
  moveTo(connection: Connection): void {
    this.#connection = connection;
    for (const uri of this.#watches.keys()) {
      // An upstream that refuses now took it before: it tells what it tells.
      connection.subscriptions.add(uri).catch(() => undefined);
      this.tell(uri);
    }
  }
}
