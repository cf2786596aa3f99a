import { contentHash } from "./content-hash.ts";
import {
  compareCodeUnits,
  isReservedMember,
  memberExpression,
  memberIdentifiers,
  namespaceIdentifiers,
} from "./naming.ts";
import type { GuestMember } from "./sandbox.ts";
import type { Tool } from "./tool.ts";

/** A tool with the names that scripts use for it. */
export interface CatalogTool {
  /** The namespace's identifier. */
  readonly namespace: string;
  /** The member's identifier: `list_issues`. */
  readonly identifier: string;
  /** How a script writes it: `github.list_issues`. */
  readonly expression: string;
  readonly tool: Tool;
}

/** One source's tools. Kept as the same object while the source's tools stay the same array. */
export interface CatalogNamespace {
  /** The identifier inside scripts. */
  readonly name: string;
  /** The source's own namespace, as configured. */
  readonly sourceNamespace: string;
  /** A hash of the namespace's content. */
  readonly version: string;
  /** Sorted by identifier. */
  readonly tools: readonly CatalogTool[];
  readonly members: readonly GuestMember[];
}

/** An immutable snapshot of every source's tools, named. */
export interface Catalog {
  /** A hash of the content: the same tools give the same version, in whatever order they came. */
  readonly version: string;
  /** Sorted by name. */
  readonly namespaces: readonly CatalogNamespace[];
}

/** What one source contributes. */
export interface CatalogEntry {
  readonly namespace: string;
  readonly tools: readonly Tool[];
}

const SOURCE_TOOLS = new WeakMap<CatalogNamespace, readonly Tool[]>();

/**
 * Names every tool and takes a snapshot. Of tools with the same name in one source the first counts. Entries whose
 * `tools` array is the one `previous` was made of are taken over as they are.
 */
export async function createCatalog(entries: readonly CatalogEntry[], previous?: Catalog): Promise<Catalog> {
  const names = namespaceIdentifiers(entries.map((entry) => entry.namespace));
  const known = new Map(previous?.namespaces.map((namespace) => [namespace.name, namespace]));
  const namespaces = await Promise.all(
    entries.map(async (entry) => {
      const name = names.get(entry.namespace) ?? entry.namespace;
      const same = known.get(name);
      const isUnchanged =
        same !== undefined && same.sourceNamespace === entry.namespace && SOURCE_TOOLS.get(same) === entry.tools;
      return isUnchanged ? same : createNamespace(name, entry);
    }),
  );
  namespaces.sort((a, b) => compareCodeUnits(a.name, b.name));
  const version = await contentHash(namespaces.map((namespace) => [namespace.name, namespace.version]));
  return { version, namespaces };
}

async function createNamespace(name: string, entry: CatalogEntry): Promise<CatalogNamespace> {
  const byName = new Map<string, Tool>();
  for (const tool of entry.tools) {
    if (!byName.has(tool.name)) {
      byName.set(tool.name, tool);
    }
  }
  const tools: CatalogTool[] = [];
  for (const [toolName, identifier] of memberIdentifiers(byName.keys())) {
    const tool = byName.get(toolName);
    if (tool !== undefined) {
      tools.push({ namespace: name, identifier, expression: memberExpression(name, identifier), tool });
    }
  }
  tools.sort((a, b) => compareCodeUnits(a.identifier, b.identifier));
  const namespace: CatalogNamespace = {
    name,
    sourceNamespace: entry.namespace,
    version: await contentHash(tools.map(({ tool }) => versioned(tool))),
    tools,
    members: tools.map((tool) => ({ identifier: tool.identifier, name: tool.tool.name })),
  };
  SOURCE_TOOLS.set(namespace, entry.tools);
  return namespace;
}

const LOOKUPS = new WeakMap<CatalogNamespace, ReadonlyMap<string, CatalogTool>>();

/** The namespace of that identifier, or of that source. */
export function findNamespace(catalog: Catalog, name: string): CatalogNamespace | undefined {
  return (
    catalog.namespaces.find((namespace) => namespace.name === name) ??
    catalog.namespaces.find((namespace) => namespace.sourceNamespace === name)
  );
}

/** The tool of that identifier or, failing that, of that own name. */
export function findTool(namespace: CatalogNamespace, name: string): CatalogTool | undefined {
  let lookup = LOOKUPS.get(namespace);
  if (lookup === undefined) {
    const ownNames = namespace.tools.filter(({ tool }) => !isReservedMember(tool.name));
    lookup = new Map([
      ...ownNames.map((tool): [string, CatalogTool] => [tool.tool.name, tool]),
      ...namespace.tools.map((tool): [string, CatalogTool] => [tool.identifier, tool]),
    ]);
    LOOKUPS.set(namespace, lookup);
  }
  return lookup.get(name);
}

/** What of a tool the version is made of: its own version where it has one, so that lazy schemas stay unread. */
function versioned(tool: Tool): unknown {
  return tool.version === undefined ? tool : [tool.name, tool.version];
}
