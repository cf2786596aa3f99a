import type { KeptSource } from "./catalog-keeper.ts";
import { createListeners } from "./listeners.ts";
import type { OfferChange, SourceOffers } from "./offer-types.ts";
import { listOffers, NO_OFFERS, type Offer, toSearchable } from "./offers.ts";
import { within } from "./within.ts";

/** Keeps what sources offer besides tools. */
export interface OfferKeeper extends AsyncDisposable {
  /** A source's offers as they are now, ready to be found: the same array until they change. */
  offersOf(namespace: string): readonly Offer[];
  /** The same as the source says it. */
  listed(namespace: string): SourceOffers;
  /** When each source has been asked, or so many milliseconds have passed since the keeper was made. */
  ready(withinMs: number): Promise<void>;
  onChanged(listener: (change: OfferChange) => void): Disposable;
}

interface Kept {
  readonly listed: SourceOffers;
  readonly searchable: readonly Offer[];
}

const NOTHING: Kept = { listed: NO_OFFERS, searchable: [] };

/**
 * Lists what sources offer besides tools once their tools are there, and again when they say that it changed. It never
 * delays anything: what is not listed yet is not found yet.
 */
export function createOfferKeeper(sources: ReadonlyMap<string, KeptSource>, changeDelayMs: number): OfferKeeper {
  const createdAtMs = performance.now();
  const kept = new Map<string, Kept>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const listeners = createListeners<OfferChange>();
  const disposal = new AbortController();
  const list = async (namespace: string, { source, listError }: KeptSource): Promise<void> => {
    timers.delete(namespace);
    const listed = listError === undefined ? await listOffers(source, disposal.signal) : NO_OFFERS;
    const change = compare(namespace, kept.get(namespace)?.listed ?? NO_OFFERS, listed);
    if ((change.resources || change.prompts) && !disposal.signal.aborted) {
      kept.set(namespace, { listed, searchable: toSearchable(namespace, listed) });
      listeners.tell(change);
    }
  };
  const asked = [...sources].map(async ([namespace, source]) => {
    await source.settled;
    return disposal.signal.aborted ? undefined : list(namespace, source);
  });
  const subscriptions = [...sources].map(([namespace, source]) => {
    const schedule = (): void => {
      if (!timers.has(namespace)) {
        timers.set(
          namespace,
          setTimeout(() => void list(namespace, source), changeDelayMs),
        );
      }
    };
    return [source.source.onResourcesChanged?.(schedule), source.source.onToolsChanged(schedule)];
  });
  return {
    offersOf: (namespace) => (kept.get(namespace) ?? NOTHING).searchable,
    listed: (namespace) => (kept.get(namespace) ?? NOTHING).listed,
    ready: (withinMs) => within(Promise.all(asked), withinMs - (performance.now() - createdAtMs)),
    onChanged: listeners.add,
    async [Symbol.asyncDispose]() {
      disposal.abort();
      listeners.clear();
      for (const timer of timers.values()) {
        clearTimeout(timer);
      }
      for (const subscription of subscriptions.flat()) {
        subscription?.[Symbol.dispose]();
      }
    },
  };
}

function compare(namespace: string, before: SourceOffers, now: SourceOffers): OfferChange {
  const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
  return {
    namespace,
    resources: differs([before.resources, before.templates], [now.resources, now.templates]),
    prompts: differs(before.prompts, now.prompts),
  };
}
