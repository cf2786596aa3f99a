import type { CatalogTool } from "@postern/core";
import picomatch from "picomatch";
import type { ClientEntry } from "../config/config-schema.ts";

/** What a client may see and call. */
export interface ClientFilter {
  readonly allowsNamespace: (namespace: string) => boolean;
  readonly allowsTool: (tool: CatalogTool) => boolean;
  /** Whether it may find and read resources and prompts: where it has no selection of tools. */
  readonly allowsResources: () => boolean;
}

/**
 * The filter that a client's entry asks for. `namespaces` and `tools` are globs over the names that scripts use, tools also
 * by the name of their source; a pattern that starts with `!` takes away. No patterns allow everything.
 */
export function createClientFilter({ namespaces, tools }: ClientEntry): ClientFilter {
  const matchesNamespace = createMatcher(namespaces);
  const matchesTool = createMatcher(tools);
  return {
    allowsNamespace: (namespace) => matchesNamespace([namespace]),
    allowsTool: (tool) => matchesTool(toolNames(tool)),
    allowsResources: () => tools === undefined,
  };
}

/** The names that a pattern may mean: the one that scripts use, and that of the source. */
export function toolNames({ namespace, identifier, tool }: CatalogTool): readonly string[] {
  return [`${namespace}.${identifier}`, `${namespace}.${tool.name}`];
}

function createMatcher(patterns: readonly string[] = []): (names: readonly string[]) => boolean {
  const taken = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => picomatch(pattern.slice(1)));
  const given = patterns.filter((pattern) => !pattern.startsWith("!")).map((pattern) => picomatch(pattern));
  return (names) => {
    const isTaken = taken.some((matches) => names.some((name) => matches(name)));
    return !isTaken && (given.length === 0 || given.some((matches) => names.some((name) => matches(name))));
  };
}
