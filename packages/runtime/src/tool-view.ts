import type { ScriptChecker, TypeGenerator } from "@postern/codegen";
import {
  type Budget,
  type Catalog,
  findNamespace,
  PosternError,
  type Sandbox,
  type ScriptValue,
  type SearchIndex,
} from "@postern/core";
import { trackSingle } from "./call-context.ts";
import type { CatalogKeeper, KeptSource } from "./catalog-keeper.ts";
import { describeTools } from "./describe-tools.ts";
import { createOfferAccess } from "./offer-access.ts";
import type { OfferKeeper } from "./offer-keeper.ts";
import type { Offer } from "./offers.ts";
import { readableSource } from "./resource-members.ts";
import { executeScript, type Executor } from "./execute-script.ts";
import { createIndexSync } from "./index-sync.ts";
import type { Interception } from "./interceptors.ts";
import type { KeptResults } from "./kept-results.ts";
import { createPosternMembers } from "./postern-global.ts";
import type { CallAnswer, CallOptions, SearchReply, SearchRequest, ToolRuntime } from "./runtime-types.ts";
import { searchTools } from "./search-tools.ts";
import { reportSources, unavailableHint, unavailableIn } from "./source-reports.ts";
import type { ToolCaller } from "./tool-caller.ts";
import { resolvePath } from "./tool-path.ts";

/** What every view of a runtime shares. */
export interface SharedParts {
  readonly sandbox: Sandbox;
  readonly budget: Budget;
  readonly checker: ScriptChecker;
  readonly generator: TypeGenerator;
  readonly caller: ToolCaller;
  readonly interception: Interception;
  readonly keptResults: KeptResults;
  readonly keeper: CatalogKeeper;
  readonly offers: OfferKeeper;
  /** Aborted when the runtime is disposed. */
  readonly disposal: AbortSignal;
  /** Milliseconds since the start that sources are waited for. */
  readonly readyTimeoutMs: number;
}

/** What makes a view one client's. */
export interface ViewParts {
  /** Who keeps results here. */
  readonly owner: string;
  /** Index at every change, and not when the next search comes. */
  readonly isEager: boolean;
  /** From the whole catalog to what this client sees. */
  readonly narrow: (catalog: Catalog) => Catalog;
  /** Whether what a source offers besides tools may be found and read, once its namespace may be seen. */
  readonly allowsResources: (namespace: string) => boolean;
  readonly index: SearchIndex;
}

/** A search waits so long after the start for sources that have not answered yet, then says which are missing. */
const SEARCH_WAIT_MS = 3000;
const NO_OFFERS: readonly Offer[] = [];

/** The runtime as one client sees it. */
export function createToolView(shared: SharedParts, parts: ViewParts): ToolRuntime {
  const { keeper } = shared;
  const { owner, narrow, index } = parts;
  const offersOf = (namespace: string): readonly Offer[] =>
    parts.allowsResources(namespace) ? shared.offers.offersOf(namespace) : NO_OFFERS;
  const sync = createIndexSync(index);
  if (parts.isEager) {
    keeper.onCatalogChanged((catalog) => sync.follow(narrow(catalog), offersOf));
  }
  const current = (): Catalog => {
    if (shared.disposal.aborted) {
      throw new PosternError("DISPOSED", "The runtime was disposed.");
    }
    return narrow(keeper.catalog);
  };
  const visibleSources = () => sourcesOf(narrow(keeper.catalog), keeper.sources);
  const search = async (request: SearchRequest): Promise<SearchReply> => {
    await keeper.ready(SEARCH_WAIT_MS);
    const catalog = current();
    sync.follow(catalog, offersOf);
    const unavailable = [unavailableHint(visibleSources()), sync.hint()].filter((part) => part !== "").join(" ");
    const maxChars = shared.budget.maxResultChars;
    return searchTools({ catalog, index, generator: shared.generator, offersOf, maxChars, unavailable }, request);
  };
  const describe: ToolRuntime["describe"] = async (paths, detail = "full") => {
    await keeper.settled(paths.length === 0 ? undefined : paths.join("\n"));
    return describeTools({ catalog: current(), generator: shared.generator, paths, detail });
  };
  const posternMembers = createPosternMembers({
    search,
    describe,
    readResult: (handle) => shared.keptResults.read(owner, handle),
    sourceOf: (namespace) => readableSource(visibleSources(), namespace, parts.allowsResources),
  });
  return {
    get catalog() {
      return narrow(keeper.catalog);
    },
    search: (request, { meta = {} } = {}) =>
      shared.interception.search({ owner, request, meta }, () => search(request)),
    describe,
    async execute(request, executeOptions = {}) {
      await keeper.settled(request.code);
      const executor: Executor = {
        ...shared,
        owner,
        catalog: current(),
        posternMembers,
        keep: (value, hasBytes) => shared.keptResults.keep(owner, value, hasBytes),
        unavailableIn: (code) => unavailableIn(visibleSources(), code),
      };
      return executeScript(executor, request, executeOptions);
    },
    call: (path, input, callOptions = {}) => callPath(shared, current, { path, input, owner, options: callOptions }),
    offers: createOfferAccess({ ...shared, owner, sources: visibleSources, allows: parts.allowsResources }),
    sources: () => reportSources(visibleSources(), narrow(keeper.catalog)),
    onCatalogChanged: (listener) => keeper.onCatalogChanged((catalog) => listener(narrow(catalog))),
  };
}

function sourcesOf(catalog: Catalog, sources: ReadonlyMap<string, KeptSource>): ReadonlyMap<string, KeptSource> {
  const names = new Set(catalog.namespaces.map(({ name }) => name));
  return new Map([...sources].filter(([name]) => names.has(name)));
}

/** @throws {PosternError} SOURCE_UNAVAILABLE - the path's source has no tools now, because it is not there */
function requireAvailable(sources: ReadonlyMap<string, KeptSource>, catalog: Catalog, path: string): void {
  const namespace = findNamespace(catalog, path.trim().split(/[.[]/u, 1)[0] ?? "");
  if (namespace?.tools.length === 0) {
    const [reason] = unavailableIn(new Map([...sources].filter(([name]) => name === namespace.name)), namespace.name);
    if (reason !== undefined) {
      throw new PosternError("SOURCE_UNAVAILABLE", `${path} was not called. ${reason}`);
    }
  }
}

interface PathCall {
  readonly path: string;
  readonly input: ScriptValue;
  readonly owner: string;
  readonly options: CallOptions;
}

async function callPath(
  shared: SharedParts,
  current: () => Catalog,
  { path, input, owner, options }: PathCall,
): Promise<CallAnswer> {
  await shared.keeper.settled(path);
  const catalog = current();
  requireAvailable(shared.keeper.sources, catalog, path);
  const target = resolvePath(catalog, path);
  if (target.kind === "namespace") {
    throw new PosternError("UNKNOWN_TOOL", `${path} is a namespace; name one of its tools.`);
  }
  const { tool } = target;
  const called = { kind: "tool", path: tool.expression, tool, args: [input] } as const;
  return trackSingle({ ...shared, owner }, options)(called, (context) =>
    shared.caller.call({ tool, args: [input], context }),
  );
}
