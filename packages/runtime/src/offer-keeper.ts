import type { KeptSource } from "./catalog-keeper.ts";
import { listOffers, type Offer } from "./offers.ts";

/** Keeps what sources offer besides tools. */
export interface OfferKeeper extends AsyncDisposable {
  /** A source's offers as they are now: the same array until they change. */
  offersOf(namespace: string): readonly Offer[];
}

const NONE: readonly Offer[] = [];

/**
 * Lists what sources offer besides tools once their tools are there, and again when they say that it changed. It never
 * delays anything: what is not listed yet is not found yet.
 */
export function createOfferKeeper(sources: ReadonlyMap<string, KeptSource>, changeDelayMs: number): OfferKeeper {
  const offers = new Map<string, readonly Offer[]>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const disposal = new AbortController();
  const list = async (namespace: string, { source, listError }: KeptSource): Promise<void> => {
    timers.delete(namespace);
    const listed = listError === undefined ? await listOffers(namespace, source, disposal.signal) : NONE;
    const isSame = JSON.stringify(listed) === JSON.stringify(offers.get(namespace) ?? NONE);
    if (!isSame && !disposal.signal.aborted) {
      offers.set(namespace, listed);
    }
  };
  const subscriptions = [...sources].map(([namespace, kept]) => {
    const schedule = (): void => {
      if (!timers.has(namespace)) {
        timers.set(
          namespace,
          setTimeout(() => void list(namespace, kept), changeDelayMs),
        );
      }
    };
    void kept.settled.then(() => (disposal.signal.aborted ? undefined : list(namespace, kept)));
    return [kept.source.onResourcesChanged?.(schedule), kept.source.onToolsChanged(schedule)];
  });
  return {
    offersOf: (namespace) => offers.get(namespace) ?? NONE,
    async [Symbol.asyncDispose]() {
      disposal.abort();
      for (const timer of timers.values()) {
        clearTimeout(timer);
      }
      for (const subscription of subscriptions.flat()) {
        subscription?.[Symbol.dispose]();
      }
    },
  };
}
