import { type Catalog, type CatalogNamespace, errorMessage, type SearchIndex } from "@postern/core";
import { toOneLine } from "./one-line.ts";
import type { Offer } from "./offers.ts";

/** Keeps an index in step with a catalog and with what its sources offer besides tools. */
export interface IndexSync {
  /** Indexes namespaces that became others, and only those. One that cannot be indexed is left out. */
  follow(catalog: Catalog, offersOf: (namespace: string) => readonly Offer[]): void;
  /** Which namespaces were left out and why. Empty where none was. */
  hint(): string;
}

interface Indexed {
  readonly namespace: CatalogNamespace;
  readonly offers: readonly Offer[];
}

/** An index that has seen no catalog yet. */
export function createIndexSync(index: SearchIndex): IndexSync {
  let known: ReadonlyMap<string, Indexed> = new Map();
  const failures = new Map<string, string>();
  const replace = (name: string, { namespace, offers }: Indexed): void => {
    failures.delete(name);
    try {
      if (offers.length === 0) {
        index.replace(name, namespace.tools, namespace.version);
      } else {
        index.replace(name, [...namespace.tools, ...offers.map(({ indexed }) => indexed)]);
      }
    } catch (error) {
      failures.set(name, errorMessage(error));
      index.remove(name);
    }
  };
  return {
    hint: () =>
      Array.from(failures, ([name, reason]) => `${name} could not be indexed: ${toOneLine(reason)}.`).join(" "),
    follow(catalog, offersOf) {
      const next = new Map(
        catalog.namespaces.map((namespace) => [namespace.name, { namespace, offers: offersOf(namespace.name) }]),
      );
      for (const name of known.keys()) {
        if (!next.has(name)) {
          failures.delete(name);
          index.remove(name);
        }
      }
      for (const [name, indexed] of next) {
        const last = known.get(name);
        if (last?.namespace !== indexed.namespace || last.offers !== indexed.offers) {
          replace(name, indexed);
        }
      }
      known = next;
    },
  };
}
