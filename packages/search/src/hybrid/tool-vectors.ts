import { errorMessage } from "@postern/core";
import type { CatalogTool } from "@postern/core";
import { fieldTexts } from "../fields.ts";
import type { Embedder } from "./embedder.ts";
import { normalise } from "./vector-math.ts";

/** The tools' vectors, made in the background as tools come. */
export interface ToolVectors {
  /** The vectors there are, of length 1. */
  readonly vectors: ReadonlyMap<CatalogTool, Float32Array>;
  /** Tools without a vector yet. */
  readonly pendingCount: number;
  /** Why the last attempt failed; absent while all is well. */
  readonly failure: string | undefined;
  replace(namespace: string, tools: readonly CatalogTool[]): void;
  remove(namespace: string): void;
  /** Goes on with what is pending, unless that is under way or failed a short while ago. */
  start(): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Tools in one call of the embedder. */
const CHUNK = 256;
/** Characters of a tool's text that are embedded. */
const MAX_CHARACTERS = 2000;
/** After a failure the service is left alone for so long. */
const REST_MS = 30_000;

/** No vectors yet. */
export function createToolVectors(embedder: Embedder): ToolVectors {
  const vectors = new Map<CatalogTool, Float32Array>();
  const namespaces = new Map<string, readonly CatalogTool[]>();
  const pending = new Set<CatalogTool>();
  let work: Promise<void> = Promise.resolve();
  let isWorking = false;
  let failure: { readonly message: string; readonly atMs: number } | undefined;

  async function makeVectors(): Promise<void> {
    try {
      while (pending.size > 0) {
        const chunk = [...pending].slice(0, CHUNK);
        const made = await embedder.embed(chunk.map(embeddedText));
        chunk.forEach((tool, position) => {
          const vector = made[position];
          if (pending.delete(tool) && vector !== undefined) {
            vectors.set(tool, normalise(vector));
          }
        });
      }
      failure = undefined;
    } catch (error) {
      failure = { message: errorMessage(error), atMs: Date.now() };
    } finally {
      isWorking = false;
    }
  }

  function start(): void {
    const isResting = failure !== undefined && Date.now() - failure.atMs < REST_MS;
    if (!isWorking && pending.size > 0 && !isResting) {
      isWorking = true;
      work = makeVectors();
    }
  }

  /** Tools that stay keep their vectors: a list that grows must not be found by words alone meanwhile. */
  function replace(namespace: string, tools: readonly CatalogTool[]): void {
    const staying = new Set(tools);
    for (const tool of namespaces.get(namespace) ?? []) {
      if (!staying.has(tool)) {
        vectors.delete(tool);
        pending.delete(tool);
      }
    }
    namespaces.set(namespace, tools);
    tools.filter((tool) => !vectors.has(tool)).forEach((tool) => pending.add(tool));
    start();
  }

  return {
    vectors,
    get pendingCount() {
      return pending.size;
    },
    get failure() {
      return failure?.message;
    },
    start,
    replace,
    remove: (namespace) => replace(namespace, []),
    idle: () => work,
  };
}

/** What of a tool is embedded: a heading of names, what it does, and what it takes. */
function embeddedText(entry: CatalogTool): string {
  const { namespace, name, title, description, parameters } = fieldTexts(entry);
  return [`${namespace} ${name} ${title}`.trim(), description, parameters]
    .filter((text) => text !== "")
    .join("\n")
    .slice(0, MAX_CHARACTERS);
}
