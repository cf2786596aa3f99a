import { PosternError, type Source } from "@postern/core";
import { abortable, eitherSignal } from "./abortable.ts";
import { type CallerParts, trackSingle } from "./call-context.ts";
import type { KeptSource } from "./catalog-keeper.ts";
import type { OfferKeeper } from "./offer-keeper.ts";
import type { OfferAccess } from "./offer-types.ts";
import { promptOf, readableSource, resourceContents } from "./resource-members.ts";

/** What access is made of. */
export interface OfferAccessParts extends CallerParts {
  readonly offers: OfferKeeper;
  /** The sources whose namespaces can be seen, by identifier. */
  readonly sources: () => ReadonlyMap<string, KeptSource>;
  /** Whether one of them may be read from. */
  readonly allows: (namespace: string) => boolean;
  /** Milliseconds since the start that sources are waited for. */
  readonly readyTimeoutMs: number;
}

/** What one client may find and read besides tools. */
export function createOfferAccess(parts: OfferAccessParts): OfferAccess {
  const { offers, allows } = parts;
  const readable = (): readonly (readonly [string, KeptSource])[] =>
    [...parts.sources()].filter(([name]) => allows(name));
  const sourceOf = (namespace: string): Source => readableSource(parts.sources(), namespace, allows);
  return {
    async list() {
      await offers.ready(parts.readyTimeoutMs);
      return readable().map(([namespace]) => ({ namespace, ...offers.listed(namespace) }));
    },
    readResource: async (namespace, uri, options = {}) =>
      resourceContents(sourceOf(namespace), uri, trackSingle(parts, options)),
    getPrompt: async (namespace, prompt, options = {}) =>
      promptOf(sourceOf(namespace), prompt, trackSingle(parts, options)),
    async complete(namespace, request, options = {}) {
      const source = sourceOf(namespace);
      const signal = eitherSignal(parts.disposal, options.signal);
      // It is asked with every key pressed and tells nothing but what may be typed: no call that is decided on or recorded.
      const context = { signal, executionId: crypto.randomUUID(), ...(options.meta && { meta: options.meta }) };
      const path = `Completing ${request.argument} of ${namespace}`;
      const work = async () => source.complete?.(request, context) ?? { values: [] };
      return abortable(work, { path, signal });
    },
    async watchResource(namespace, uri, listener) {
      const source = sourceOf(namespace);
      if (source.watchResource === undefined) {
        throw new PosternError("UNSUPPORTED", `${source.namespace} does not tell when a resource changes.`);
      }
      return source.watchResource(uri, listener);
    },
    onChanged: (listener) =>
      offers.onChanged((change) => {
        if (readable().some(([name]) => name === change.namespace)) {
          listener(change);
        }
      }),
    onLog(listener) {
      const subscriptions = readable().map(([namespace, { source }]) =>
        source.onLog?.((message) => listener({ ...message, namespace })),
      );
      return { [Symbol.dispose]: () => subscriptions.forEach((subscription) => subscription?.[Symbol.dispose]()) };
    },
  };
}
