import { type Catalog, type CatalogNamespace, errorMessage, type SearchIndex } from "@postern/core";

/** Keeps an index in step with a catalog. */
export interface IndexSync {
  /** Indexes namespaces that became others, and only those. One that cannot be indexed is left out. */
  follow(catalog: Catalog): void;
  /** Why namespaces were left out, by name. */
  readonly failures: ReadonlyMap<string, string>;
}

/** An index that has seen no catalog yet. */
export function createIndexSync(index: SearchIndex): IndexSync {
  let known: ReadonlyMap<string, CatalogNamespace> = new Map();
  const failures = new Map<string, string>();
  const replace = (namespace: CatalogNamespace): void => {
    failures.delete(namespace.name);
    try {
      index.replace(namespace.name, namespace.tools);
    } catch (error) {
      failures.set(namespace.name, errorMessage(error));
      index.remove(namespace.name);
    }
  };
  return {
    failures,
    follow(catalog) {
      const next = new Map(catalog.namespaces.map((namespace) => [namespace.name, namespace]));
      for (const name of known.keys()) {
        if (!next.has(name)) {
          failures.delete(name);
          index.remove(name);
        }
      }
      for (const [name, namespace] of next) {
        if (known.get(name) !== namespace) {
          replace(namespace);
        }
      }
      known = next;
    },
  };
}
