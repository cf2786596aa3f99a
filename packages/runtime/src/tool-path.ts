import {
  type Catalog,
  type CatalogNamespace,
  type CatalogTool,
  findNamespace,
  findTool,
  nearestNames,
  PosternError,
} from "@postern/core";

/** What a path names. */
export type PathTarget =
  | { readonly kind: "namespace"; readonly namespace: CatalogNamespace }
  | { readonly kind: "tool"; readonly namespace: CatalogNamespace; readonly tool: CatalogTool };

const OWN_NAMES = new WeakMap<CatalogNamespace, ReadonlyMap<string, CatalogTool>>();

/**
 * What is meant by `github`, `github.list_issues`, `github["list-issues"]`, `github.list-issues`, or any of these as a call.
 * @throws {PosternError} UNKNOWN_TOOL - with the nearest names
 */
export function resolvePath(catalog: Catalog, path: string): PathTarget {
  const text = path.trim().replace(/\(.*\)$/su, "");
  const whole = findNamespace(catalog, text);
  if (whole !== undefined) {
    return { kind: "namespace", namespace: whole };
  }
  for (const namespace of catalog.namespaces) {
    for (const prefix of [namespace.name, namespace.sourceNamespace]) {
      const tool = text.startsWith(prefix) ? memberOf(namespace, text.slice(prefix.length)) : undefined;
      if (tool !== undefined) {
        return { kind: "tool", namespace, tool };
      }
    }
  }
  throw unknownTool(catalog, text);
}

/** The tool of that own name, as sandboxes name what a script calls, or of that identifier. */
export function findOwnTool(namespace: CatalogNamespace, name: string): CatalogTool | undefined {
  let names = OWN_NAMES.get(namespace);
  if (names === undefined) {
    names = new Map(namespace.tools.map((tool) => [tool.tool.name, tool]));
    OWN_NAMES.set(namespace, names);
  }
  return names.get(name) ?? findTool(namespace, name);
}

/** The error for a path that names nothing, with what comes nearest. */
export function unknownTool(catalog: Catalog, path: string): PosternError {
  const namespace = findNamespace(catalog, path.split(/[.[]/u, 1)[0] ?? "");
  const candidates =
    namespace === undefined
      ? catalog.namespaces.flatMap((candidate) => [candidate.name, ...candidate.tools.map((tool) => tool.expression)])
      : namespace.tools.map((tool) => tool.expression);
  const nearest = nearestNames(path, candidates);
  const shown = JSON.stringify(path.slice(0, 120));
  const next = nearest.length > 0 ? `Did you mean ${nearest.join(" or ")}?` : "Use search to find what there is.";
  return new PosternError("UNKNOWN_TOOL", `There is no tool ${shown}. ${next}`);
}

function memberOf(namespace: CatalogNamespace, rest: string): CatalogTool | undefined {
  const [, dotted, bracketed] = /^(?:\.(.+)|\[(.+)\])$/su.exec(rest) ?? [];
  if (bracketed !== undefined) {
    const name = unquote(bracketed);
    return name === undefined ? undefined : findOwnTool(namespace, name);
  }
  return dotted === undefined ? undefined : (findTool(namespace, dotted) ?? findOwnTool(namespace, dotted));
}

function unquote(text: string): string | undefined {
  try {
    const name: unknown = JSON.parse(text.replace(/^'(.*)'$/su, (_match, inner: string) => JSON.stringify(inner)));
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}
