import type { Catalog, CatalogNamespace } from "@postern/core";
import type { ViewOptions } from "./runtime-types.ts";
import { withFaces } from "./tool-faces.ts";

let views = 0;

/**
 * Makes the catalog that one client sees. Namespaces that stay whole are the same objects, those that are narrowed are
 * made once, and those of which nothing is left are gone.
 */
export function createNarrowing({ allowsNamespace, allowsTool, faceOf }: ViewOptions): (catalog: Catalog) => Catalog {
  views += 1;
  const mark = `~${views}`;
  const made = new WeakMap<CatalogNamespace, CatalogNamespace>();
  const narrow = (namespace: CatalogNamespace): CatalogNamespace => {
    const known = made.get(namespace);
    if (known !== undefined) {
      return known;
    }
    const allowed = allowsTool === undefined ? namespace.tools : namespace.tools.filter((tool) => allowsTool(tool));
    const tools = faceOf === undefined ? allowed : withFaces(allowed, { namespace, faceOf });
    const isWhole = tools.length === namespace.tools.length && tools.every((tool, at) => tool === namespace.tools[at]);
    const narrowed = isWhole
      ? namespace
      : {
          ...namespace,
          version: `${namespace.version}${mark}`,
          tools,
          members: tools.map((tool) => ({ identifier: tool.identifier, name: tool.tool.name })),
        };
    made.set(namespace, narrowed);
    return narrowed;
  };
  let last: { readonly from: Catalog; readonly to: Catalog } | undefined;
  return (catalog) => {
    if (last?.from !== catalog) {
      const namespaces = catalog.namespaces
        .filter((namespace) => allowsNamespace?.(namespace.name) ?? true)
        .map((namespace) => ({ whole: namespace, narrowed: narrow(namespace) }))
        .filter(({ whole, narrowed }) => narrowed.tools.length > 0 || whole.tools.length === 0)
        .map(({ narrowed }) => narrowed);
      last = { from: catalog, to: { version: `${catalog.version}${mark}`, namespaces } };
    }
    return last.to;
  };
}
