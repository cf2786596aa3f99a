import {
  type Catalog,
  type CatalogEntry,
  type CatalogNamespace,
  createCatalog,
  errorMessage,
  type Source,
  type Tool,
} from "@postern/core";

/** What a source contributed the last time it was listed. */
export interface Listed {
  readonly source: Pick<Source, "namespace">;
  tools: readonly Tool[];
  /** Why there are none, where that is a failure. */
  listError: string | undefined;
}

/** Makes catalogs of what was listed. */
export interface Publisher {
  readonly catalog: () => Catalog;
  /** When there is a catalog with all that is listed now. */
  readonly now: () => Promise<void>;
}

/** What a source has that could not be listed. */
export const NO_TOOLS: readonly Tool[] = [];

/** Takes a source's tools out. */
export function markFailed(entry: Listed, error: unknown): void {
  entry.listError = errorMessage(error);
  entry.tools = NO_TOOLS;
}

/** Makes catalogs one after the other. A request during one being made is answered by the next. */
export function createPublisher(entries: readonly Listed[], tell: (catalog: Catalog) => void): Publisher {
  let catalog: Catalog = { version: "", namespaces: [] };
  let running: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  const listed = new WeakMap<CatalogNamespace, readonly Tool[]>();
  const make = async (): Promise<void> => {
    const made = await makeCatalog(entries, catalog);
    const { contributions } = made;
    const next = keepUnchanged(made.catalog, catalog);
    for (const [index, entry] of entries.entries()) {
      const namespace = next.namespaces.find((candidate) => candidate.sourceNamespace === entry.source.namespace);
      const tools = contributions[index]?.tools ?? NO_TOOLS;
      const known = namespace && listed.get(namespace);
      if (known !== undefined && entry.tools === tools) {
        entry.tools = known;
      } else if (known === undefined && namespace !== undefined) {
        listed.set(namespace, tools);
      }
    }
    if (next.version !== catalog.version) {
      catalog = next;
      tell(next);
    }
  };
  const now = (): Promise<void> => {
    if (running === undefined) {
      running = make().finally(() => {
        running = undefined;
      });
      return running;
    }
    queued ??= running.then(() => {
      queued = undefined;
      return now();
    });
    return queued;
  };
  return { now, catalog: () => catalog };
}

interface MadeCatalog {
  readonly catalog: Catalog;
  readonly contributions: readonly CatalogEntry[];
}

/** A catalog of all that can be named and hashed. A source whose tools cannot be fails, and the others do not. */
async function makeCatalog(entries: readonly Listed[], previous: Catalog): Promise<MadeCatalog> {
  const contributions = entries.map(contributionOf);
  try {
    return { catalog: await createCatalog(contributions, previous), contributions };
  } catch {
    // Which of them it was, only each alone can tell.
    for (const entry of entries) {
      await createCatalog([contributionOf(entry)]).catch((error: unknown) => markFailed(entry, error));
    }
    const usable = entries.map(contributionOf);
    return { catalog: await createCatalog(usable, previous), contributions: usable };
  }
}

function contributionOf({ source, tools }: Listed): CatalogEntry {
  return { namespace: source.namespace, tools };
}

/** A namespace of the same content stays the same object, so that nothing made from it is made again. */
function keepUnchanged(next: Catalog, previous: Catalog): Catalog {
  const known = new Map(previous.namespaces.map((namespace) => [namespace.name, namespace]));
  const namespaces = next.namespaces.map((namespace): CatalogNamespace => {
    const same = known.get(namespace.name);
    const isSame =
      same !== undefined && same.version === namespace.version && same.sourceNamespace === namespace.sourceNamespace;
    return isSame ? same : namespace;
  });
  return { version: next.version, namespaces };
}
