import { createScriptChecker, createTypeGenerator } from "@postern/codegen";
import { createMemoryStore } from "@postern/core";
import { createSearchIndex } from "@postern/search";
import { createCatalogKeeper } from "./catalog-keeper.ts";
import { createInterception } from "./interceptors.ts";
import { createKeptResults } from "./kept-results.ts";
import { createOfferKeeper } from "./offer-keeper.ts";
import { createNarrowing } from "./narrow-catalog.ts";
import { resolveOptions, type RuntimeOptions } from "./options.ts";
import { POSTERN_DECLARATIONS } from "./postern-global.ts";
import type { Runtime, ToolRuntime, ViewOptions } from "./runtime-types.ts";
import { createToolCaller } from "./tool-caller.ts";
import { traceInterceptor } from "./tracing.ts";
import { createToolView, type SharedParts } from "./tool-view.ts";

/**
 * Makes a runtime and begins to list its sources' tools. Dispose it when done; sources and sandbox are their maker's.
 * @throws {PosternError} INVALID_OPTION - a limit that is no positive number, two sources of one namespace
 */
export function createRuntime(options: RuntimeOptions): Runtime {
  const resolved = resolveOptions(options);
  const disposal = new AbortController();
  const keeper = createCatalogKeeper({ sources: options.sources, ...resolved });
  const generator = options.generator ?? createTypeGenerator();
  const ownChecker = createScriptChecker({ generator, ambient: POSTERN_DECLARATIONS });
  const createViewIndex = options.createViewIndex ?? createSearchIndex;
  const offers = createOfferKeeper(keeper.sources, resolved.changeDelayMs);
  const shared: SharedParts = {
    sandbox: options.sandbox,
    budget: resolved.budget,
    checker: options.checker ?? ownChecker,
    generator,
    caller: createToolCaller({ sources: keeper.sources, generator, onResult: options.onResult }),
    interception: createInterception([traceInterceptor, ...(options.interceptors ?? [])]),
    keptResults: createKeptResults({ ...resolved, store: options.store ?? createMemoryStore() }),
    keeper,
    offers,
    disposal: disposal.signal,
    readyTimeoutMs: resolved.readyTimeoutMs,
  };
  const index = options.searchIndex ?? createSearchIndex();
  const whole = createToolView(shared, {
    owner: "",
    isEager: true,
    narrow: (catalog) => catalog,
    allowsResources: () => true,
    index,
  });
  return Object.assign(whole, {
    ready: ({ namespaces, withinMs = resolved.readyTimeoutMs } = {}) => keeper.ready(withinMs, namespaces),
    view: (view: ViewOptions) =>
      createToolView(shared, {
        owner: view.owner ?? "",
        isEager: false,
        narrow: createNarrowing(view),
        allowsResources: view.allowsResources ?? (() => view.allowsTool === undefined),
        index: createViewIndex(),
      }),
    async [Symbol.asyncDispose]() {
      disposal.abort();
      await offers[Symbol.asyncDispose]();
      await keeper[Symbol.asyncDispose]();
      await ownChecker[Symbol.asyncDispose]();
    },
  } satisfies Omit<Runtime, keyof ToolRuntime>);
}
