import { join } from "node:path";
import { createTypeGenerator, type ScriptChecker } from "@postern/codegen";
import { createScriptChecker } from "@postern/codegen/node";
import type { Sandbox, Source } from "@postern/core";
import { createRuntime, type Interceptor, POSTERN_DECLARATIONS, type Runtime } from "@postern/runtime";
import { createOpenAiEmbedder, createSearchIndex, type HybridOptions } from "@postern/search";
import { createEmbeddingFileCache, createIndexFileCache } from "@postern/search/node";
import type { EmbeddingsEntry } from "./config/config-schema.ts";
import type { GatewayConfig } from "./config/load-config.ts";
import { createSandbox } from "./sandboxes.ts";
import { createSources } from "./sources/create-sources.ts";
import { openObservedTypes } from "./state/observed-types.ts";
import { stateDirectories } from "./state/state-directories.ts";

/** A runtime with its sources and its sandbox. Disposing it closes everything it opened. */
export interface Gateway extends AsyncDisposable {
  readonly runtime: Runtime;
  /** Starts the compiler and the sandbox before the first script needs them. What cannot start is told to that script. */
  warm(): void;
  /** Whether the sandbox has started, so that a script runs at once. */
  readonly isWarm: boolean;
  readonly checker: ScriptChecker;
  readonly sandbox: Sandbox;
  /** Resolves when every tool can be found by meaning, or the service has failed; at once without one. */
  indexed(): Promise<void>;
}

/** Who looks on. */
export interface GatewayOptions {
  /** Functions around executions and calls. Default none. */
  readonly interceptors?: readonly Interceptor[];
  /** Told when an MCP server may be in another state. */
  readonly onSourceChanged?: (source: Source) => void;
}

/** Assembles what a configuration asks for. Sources connect in the background; `runtime.ready()` waits for them. */
export function openGateway(config: GatewayConfig, options: GatewayOptions = {}): Gateway {
  const { interceptors = [], onSourceChanged = () => undefined } = options;
  const configured = createSources(config, onSourceChanged);
  const sandbox = createSandbox(config.sandbox);
  const observer = config.observe ? openObservedTypes() : undefined;
  const generator = createTypeGenerator(
    observer === undefined ? {} : { observedOutput: (tool) => observer.observedOutput(tool) },
  );
  const checker = createScriptChecker({
    generator,
    ambient: POSTERN_DECLARATIONS,
    strictness: config.check,
    compileCacheDirectory: process.env["NODE_COMPILE_CACHE"] ?? join(stateDirectories().cache, "compiler"),
  });
  const indexCache = createIndexFileCache(join(stateDirectories().cache, "search"));
  const searchIndex = createSearchIndex({
    cache: indexCache,
    ...(config.embeddings && { hybrid: hybridOptions(config.embeddings) }),
  });
  const runtime = createRuntime({
    sources: configured.sources,
    sandbox,
    generator,
    checker,
    budget: config.budget,
    interceptors,
    searchIndex,
    ...(observer === undefined ? {} : { onResult: (tool, value) => forget(observer.observe(tool, value)) }),
  });
  const learning = observer && runtime.onCatalogChanged((catalog) => forget(observer.attach(catalog)));
  const warmth = { isWarm: false };
  const warmSandbox = async (): Promise<void> => {
    await sandbox.warm();
    warmth.isWarm = true;
  };
  return {
    runtime,
    warm: () => void Promise.allSettled([checker.warm(), warmSandbox()]),
    get isWarm() {
      return warmth.isWarm;
    },
    checker,
    sandbox,
    indexed: async () => searchIndex.idle(),
    async [Symbol.asyncDispose]() {
      learning?.[Symbol.dispose]();
      await runtime[Symbol.asyncDispose]();
      await Promise.all([sandbox, checker, configured].map((part) => part[Symbol.asyncDispose]()));
      await indexCache.idle();
    },
  };
}

/** An embedding service, asked once for each tool. */
function hybridOptions({ url, model, apiKey, dimensions }: EmbeddingsEntry): HybridOptions {
  const embedder = createOpenAiEmbedder({
    url,
    model,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(dimensions === undefined ? {} : { dimensions }),
  });
  return { embedder, cache: createEmbeddingFileCache(join(stateDirectories().cache, "embeddings")) };
}

/** What is learned of results is a convenience: where it cannot be stored, it is kept in memory and nothing fails. */
function forget(work: Promise<void>): void {
  work.catch(() => undefined);
}
