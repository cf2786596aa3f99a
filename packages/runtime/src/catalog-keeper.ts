import { type Catalog, namespaceIdentifiers, PosternError, type Source, type Tool } from "@postern/core";
import { createPublisher, type Listed, markFailed, NO_TOOLS } from "./catalog-publisher.ts";
import { createListeners } from "./listeners.ts";
import { within } from "./within.ts";

/** A catalog that follows its sources. */
export interface CatalogKeeper extends AsyncDisposable {
  readonly catalog: Catalog;
  /** Every source, by the identifier of its namespace. */
  readonly sources: ReadonlyMap<string, KeptSource>;
  /**
   * When every source, or each of these, has answered or failed, or so many milliseconds have passed since the keeper was
   * made.
   */
  ready(withinMs: number, namespaces?: readonly string[]): Promise<void>;
  /** The same for the sources whose names occur in a text, or for all. */
  settled(text: string | undefined): Promise<void>;
  onCatalogChanged(listener: (catalog: Catalog) => void): Disposable;
}

/** What the keeper knows of a source. */
export interface KeptSource {
  readonly source: Source;
  /** Why its tools could not be listed the last time, where the source's own status may say nothing. */
  readonly listError: string | undefined;
  /** It has answered or failed at least once. */
  readonly isSettled: boolean;
  /** When it has. */
  readonly settled: Promise<void>;
}

/** Options of {@link createCatalogKeeper}. */
export interface CatalogKeeperOptions {
  readonly sources: readonly Source[];
  readonly readyTimeoutMs: number;
  readonly changeDelayMs: number;
}

interface SourceEntry extends KeptSource, Listed {
  readonly source: Source;
  listError: string | undefined;
  isSettled: boolean;
  isStale: boolean;
  refreshing: Promise<void> | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  readonly settle: () => void;
}

/**
 * Lists every source's tools at once and again when a source says that they changed. A source that fails or hangs keeps
 * its name and has no tools; the others never wait for it.
 */
export function createCatalogKeeper(options: CatalogKeeperOptions): CatalogKeeper {
  const entries = options.sources.map(createEntry);
  const byName = nameSources(entries);
  const listeners = createListeners<Catalog>();
  const disposal = new AbortController();
  const publish = createPublisher(entries, (catalog) => listeners.tell(catalog));
  const refresh = (entry: SourceEntry): Promise<void> => {
    entry.isStale = true;
    entry.refreshing ??= refreshWhileStale(entry, disposal.signal, publish.now).finally(() => {
      entry.refreshing = undefined;
    });
    return entry.refreshing;
  };
  const subscriptions = entries.map((entry) =>
    entry.source.onToolsChanged(() => scheduleRefresh(entry, options.changeDelayMs, refresh)),
  );
  const createdAtMs = performance.now();
  const firstCatalog = publish.now();
  const ready = async (waitedFor: readonly SourceEntry[], withinMs: number): Promise<void> => {
    await firstCatalog;
    const leftMs = withinMs - (performance.now() - createdAtMs);
    if (waitedFor.some((entry) => !entry.isSettled)) {
      await within(Promise.all(waitedFor.map((entry) => entry.settled)), leftMs);
    }
  };
  for (const entry of entries) {
    void refresh(entry);
  }
  return {
    get catalog() {
      return publish.catalog();
    },
    sources: byName,
    ready: (withinMs, namespaces) =>
      ready(namespaces === undefined ? entries : namespaces.flatMap((name) => byName.get(name) ?? []), withinMs),
    settled: (text) => ready(mentioned(byName, text), options.readyTimeoutMs),
    onCatalogChanged: listeners.add,
    async [Symbol.asyncDispose]() {
      disposal.abort(new PosternError("DISPOSED", "The runtime was disposed."));
      listeners.clear();
      for (const [index, entry] of entries.entries()) {
        subscriptions[index]?.[Symbol.dispose]();
        clearTimeout(entry.timer);
        entry.settle();
      }
    },
  };
}

function createEntry(source: Source): SourceEntry {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    source,
    tools: NO_TOOLS,
    listError: undefined,
    isStale: true,
    refreshing: undefined,
    timer: undefined,
    isSettled: false,
    settle: resolve,
    settled: promise,
  };
}

function mentioned(byName: ReadonlyMap<string, SourceEntry>, text: string | undefined): readonly SourceEntry[] {
  const isMentioned = (name: string, entry: SourceEntry): boolean =>
    text === undefined || text.includes(name) || text.includes(entry.source.namespace);
  return [...byName].filter(([name, entry]) => isMentioned(name, entry)).map(([, entry]) => entry);
}

/** The first change starts the clock and later ones do not restart it, so a source that changes all the time is still listed. */
function scheduleRefresh(entry: SourceEntry, delayMs: number, refresh: (entry: SourceEntry) => Promise<void>): void {
  entry.timer ??= setTimeout(() => {
    entry.timer = undefined;
    void refresh(entry);
  }, delayMs);
}

async function refreshWhileStale(entry: SourceEntry, signal: AbortSignal, publish: () => Promise<void>): Promise<void> {
  while (entry.isStale && !signal.aborted) {
    entry.isStale = false;
    try {
      entry.tools = usableTools(await entry.source.listTools(signal));
      entry.listError = undefined;
    } catch (error) {
      markFailed(entry, error);
    }
    await publish();
    entry.isSettled = true;
    entry.settle();
  }
}

/** The same array where every tool has a name: a malformed tool costs itself. Schemas are not read; they may be lazy. */
function usableTools(tools: readonly Tool[]): readonly Tool[] {
  const isUsable = (tool: Tool): boolean => typeof tool === "object" && tool !== null && typeof tool.name === "string";
  return tools.every(isUsable) ? tools : tools.filter(isUsable);
}

/** @throws {PosternError} INVALID_OPTION - two sources of one namespace */
function nameSources(entries: readonly SourceEntry[]): ReadonlyMap<string, SourceEntry> {
  const identifiers = namespaceIdentifiers(entries.map((entry) => entry.source.namespace));
  const byName = new Map<string, SourceEntry>();
  for (const entry of entries) {
    const name = identifiers.get(entry.source.namespace) ?? entry.source.namespace;
    if (byName.has(name)) {
      throw new PosternError(
        "INVALID_OPTION",
        `Two sources have the namespace "${entry.source.namespace}"; rename one.`,
      );
    }
    byName.set(name, entry);
  }
  return byName;
}
