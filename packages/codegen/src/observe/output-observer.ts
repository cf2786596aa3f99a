import { compareCodeUnits, contentHash, findTool, isJsonObject } from "@postern/core";
import type { Catalog, CatalogTool, JsonSchema, JsonValue, ScriptValue, Store, Tool } from "@postern/core";
import type { ObservedOutput } from "../options.ts";
import { createShape, widenShape } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { shapeSchema } from "./shape-schema.ts";
import { readShape, writeShape } from "./shape-text.ts";

const PREFIX = "observed-types/";
/** Counts that are stored and printed: a type should not read differently after each call. */
const MILESTONES: ReadonlySet<number> = new Set([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000]);

/** What was seen of one tool, for people and for other gateways. */
export interface ObservedType {
  readonly namespace: string;
  readonly tool: string;
  /** Stands for the tool's definition: a tool that changes is observed anew. */
  readonly version: string;
  readonly results: number;
  /** Accepts every result seen. */
  readonly schema: JsonSchema;
}

/** Which observed types to forget: all, those of a namespace, or that of one of its tools. */
export interface ObservedTypeFilter {
  readonly namespace?: string;
  readonly tool?: string;
}

/** Learns what tools without an output schema answer. Keeps shapes, never values. */
export interface OutputObserver {
  /** Reads what is stored for the tools of a catalog. Call it for each new one. */
  attach(catalog: Catalog): Promise<void>;
  /**
   * Looks at a result. Tools that declare an output schema are passed over. Settles when what changed is stored; rejects as
   * the store does, and what was learned is kept in memory all the same.
   */
  observe(tool: CatalogTool, value: ScriptValue | undefined): Promise<void>;
  /** For `createTypeGenerator`. The same object as long as the type reads the same. */
  observedOutput(tool: CatalogTool): ObservedOutput | undefined;
  /** Everything that is stored, sorted. */
  export(): Promise<readonly ObservedType[]>;
  /** Forgets, in memory and in the store. */
  clear(filter?: ObservedTypeFilter): Promise<void>;
}

/** What is known of a tool's results. */
interface Observation {
  readonly namespace: string;
  readonly tool: string;
  readonly version: string;
  readonly shape: Shape;
  results: number;
  published: ObservedOutput;
  publishedText: string;
}

/** Makes an observer over a store, which it does not dispose. */
export function createOutputObserver(options: { readonly store: Store }): OutputObserver {
  return new StoreObserver(options.store);
}

class StoreObserver implements OutputObserver {
  readonly #store: Store;
  readonly #observations = new Map<string, Observation>();
  readonly #versions = new WeakMap<Tool, string>();
  #writing: Promise<void> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
  }

  async attach(catalog: Catalog): Promise<void> {
    const current = new Set<string>();
    for (const observation of [...(await this.#stored()), ...this.#observations.values()]) {
      const namespace = catalog.namespaces.find(({ name }) => name === observation.namespace);
      const tool = namespace === undefined ? undefined : findTool(namespace, observation.tool);
      const isCurrent = tool !== undefined && (await this.#version(tool.tool)) === observation.version;
      const key = nameKey(observation);
      if (isCurrent) {
        current.add(key);
        const known = this.#observations.get(key);
        this.#observations.set(key, known?.version === observation.version ? known : observation);
      }
    }
    for (const key of this.#observations.keys()) {
      if (!current.has(key)) {
        this.#observations.delete(key);
      }
    }
  }

  async observe(tool: CatalogTool, value: ScriptValue | undefined): Promise<void> {
    if (tool.tool.outputSchema !== undefined || value === undefined) {
      return;
    }
    const version = await this.#version(tool.tool);
    const reference = { namespace: tool.namespace, tool: tool.tool.name };
    const known = this.#observations.get(nameKey(reference));
    const observation = known?.version === version ? known : createObservation({ ...reference, version });
    this.#observations.set(nameKey(reference), observation);
    widenShape(observation.shape, value);
    observation.results += 1;
    if (publish(observation)) {
      await this.#write(observation);
    }
  }

  observedOutput(tool: CatalogTool): ObservedOutput | undefined {
    const observation = this.#observations.get(nameKey({ namespace: tool.namespace, tool: tool.tool.name }));
    const isCurrent = observation !== undefined && this.#versions.get(tool.tool) === observation.version;
    return isCurrent ? observation.published : undefined;
  }

  async export(): Promise<readonly ObservedType[]> {
    await this.#writing;
    return (await this.#stored())
      .map(({ namespace, tool, version, published }) => ({ namespace, tool, version, ...published }))
      .toSorted((a, b) => compareCodeUnits(nameKey(a), nameKey(b)));
  }

  async clear(filter: ObservedTypeFilter = {}): Promise<void> {
    const isMeant = ({ namespace, tool }: ToolName): boolean =>
      (filter.namespace === undefined || filter.namespace === namespace) &&
      (filter.tool === undefined || filter.tool === tool);
    for (const [key, observation] of this.#observations) {
      if (isMeant(observation)) {
        this.#observations.delete(key);
      }
    }
    await this.#writing;
    const forgotten = (await this.#stored()).filter(isMeant);
    await Promise.all(forgotten.map(async (name) => this.#store.delete(await storeKey(name))));
  }

  async #version(tool: Tool): Promise<string> {
    const known = this.#versions.get(tool);
    if (known !== undefined) {
      return known;
    }
    const version = await contentHash(tool.version ?? tool.inputSchema);
    this.#versions.set(tool, version);
    return version;
  }

  /** One write after the other, so that an older state never lands on a newer one. */
  async #write(observation: Observation): Promise<void> {
    const previous = this.#writing;
    const next = (async () => {
      await previous;
      const { namespace, tool, version, results, shape } = observation;
      const text = JSON.stringify({ namespace, tool, version, results, shape: writeShape(shape) });
      await this.#store.set(await storeKey(observation), text);
    })();
    this.#writing = next.catch(() => undefined);
    await next;
  }

  async #stored(): Promise<readonly Observation[]> {
    const keys = await this.#store.keys(PREFIX);
    const texts = await Promise.all(keys.map((key) => this.#store.get(key)));
    return texts.map(readObservation).filter((observation) => observation !== undefined);
  }
}

interface ToolName {
  readonly namespace: string;
  readonly tool: string;
}

function nameKey({ namespace, tool }: ToolName): string {
  return JSON.stringify([namespace, tool]);
}

/** Tools are named with any characters, keys are not. */
async function storeKey(name: ToolName): Promise<string> {
  return PREFIX + (await contentHash(nameKey(name)));
}

function createObservation(name: ToolName & { readonly version: string }): Observation {
  const shape = createShape();
  return { ...name, shape, results: 0, published: { schema: {}, results: 0 }, publishedText: "" };
}

/** Takes over what a reader would notice; answers whether there was anything. */
function publish(observation: Observation): boolean {
  const schema = shapeSchema(observation.shape);
  const text = JSON.stringify(schema);
  if (text === observation.publishedText && !MILESTONES.has(observation.results)) {
    return false;
  }
  observation.published = { schema, results: observation.results };
  observation.publishedText = text;
  return true;
}

function readObservation(text: string | undefined): Observation | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(text ?? "null") as JsonValue;
  } catch {
    // Not ours, or cut off: what was seen is learned again.
    return undefined;
  }
  const shape = isJsonObject(value) ? readShape(value["shape"]) : undefined;
  if (!isJsonObject(value) || shape === undefined) {
    return undefined;
  }
  const { namespace, tool, version, results } = value;
  if (
    typeof namespace !== "string" ||
    typeof tool !== "string" ||
    typeof version !== "string" ||
    typeof results !== "number"
  ) {
    return undefined;
  }
  const observation = { ...createObservation({ namespace, tool, version }), shape, results };
  publish(observation);
  return observation;
}
