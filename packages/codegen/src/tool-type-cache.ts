import type { CatalogTool } from "@postern/core";
import type { ObservedOutput } from "./options.ts";
import type { Interner } from "./print/interner.ts";
import { toolTypes } from "./tool-types.ts";
import type { ToolTypes } from "./tool-types.ts";

/** The types of tools, made once for the same content, whichever objects carry it. */
export interface ToolTypeCache {
  readonly typesOf: (tool: CatalogTool) => ToolTypes;
  /** A text that changes when what was observed of one of the tools does. */
  readonly observedVersion: (tools: readonly CatalogTool[]) => string;
}

/** Makes a cache. */
export function createToolTypeCache(
  interner: Interner,
  observedOutput: (tool: CatalogTool) => ObservedOutput | undefined = () => undefined,
): ToolTypeCache {
  const byTool = new WeakMap<CatalogTool, Map<number, ToolTypes>>();
  const byContent = new Map<string, ToolTypes>();
  const observedIds = new WeakMap<ObservedOutput, number>();
  let count = 0;

  function observedId(observed: ObservedOutput | undefined): number {
    if (observed === undefined) {
      return 0;
    }
    const known = observedIds.get(observed);
    if (known !== undefined) {
      return known;
    }
    count += 1;
    observedIds.set(observed, count);
    return count;
  }

  const observed = (tool: CatalogTool): ObservedOutput | undefined =>
    tool.tool.outputSchema === undefined ? observedOutput(tool) : undefined;

  function typesOf(tool: CatalogTool): ToolTypes {
    const seen = observed(tool);
    const known = byTool.get(tool) ?? new Map<number, ToolTypes>();
    byTool.set(tool, known);
    const id = observedId(seen);
    const types = known.get(id) ?? typesOfContent(tool, seen);
    known.clear();
    known.set(id, types);
    return types;
  }

  /** The content itself is the key: two tools of the same hash could be made on purpose. */
  function typesOfContent(tool: CatalogTool, seen: ObservedOutput | undefined): ToolTypes {
    const { description, deprecated, inputSchema, outputSchema, supportsResponseOption, version } = tool.tool;
    const content = version ?? [deprecated, inputSchema, outputSchema, supportsResponseOption];
    const key = JSON.stringify([tool.expression, tool.tool.name, description, content, seen]);
    const types = byContent.get(key) ?? { ...toolTypes(tool, seen, interner), id: byContent.size };
    byContent.set(key, types);
    return types;
  }

  return {
    typesOf,
    observedVersion: (tools) => {
      const ids = tools.map((tool) => observedId(observed(tool)));
      return ids.some((id) => id > 0) ? ids.join(",") : "";
    },
  };
}
