import type { Catalog } from "@postern/core";
import type { Exposure } from "@postern/mcp-server";
import picomatch from "picomatch";
import type { ClientEntry } from "../config/config-schema.ts";
import { toolNames } from "./client-filter.ts";

/** `auto` shows tools directly up to this many: their definitions then cost less than a search. */
const DIRECT_UP_TO = 10;

/** Whether a client's entry may show tools directly. */
export function showsTools(entry: ClientEntry): boolean {
  return modeOf(entry) !== "code" || (entry.pinned ?? []).length > 0;
}

/**
 * What a client's entry shows of a catalog. `code`: the two tools, and those pinned; `hybrid`: the two tools and every
 * tool; `direct`: every tool and nothing else; `auto`: `direct` for a small catalog, else `code`.
 */
export function createClientExposure(entry: ClientEntry): (catalog: Catalog) => Exposure {
  const { pinned = [], directUpTo = DIRECT_UP_TO } = entry;
  const mode = modeOf(entry);
  const isPinned = pinned.length === 0 ? () => false : picomatch([...pinned]);
  const expose = ({ namespaces }: Catalog): Exposure => {
    const tools = namespaces.flatMap((namespace) => namespace.tools);
    const isDirect = mode === "direct" || (mode === "auto" && tools.length <= directUpTo);
    if (isDirect || mode === "hybrid") {
      return { codeTools: !isDirect, directTools: tools };
    }
    return { codeTools: true, directTools: tools.filter((tool) => toolNames(tool).some((name) => isPinned(name))) };
  };
  // A server is made for each HTTP request, and asks each time.
  const exposures = new WeakMap<Catalog, Exposure>();
  return (catalog) => {
    const exposure = exposures.get(catalog) ?? expose(catalog);
    exposures.set(catalog, exposure);
    return exposure;
  };
}

/** Where upstreams are passed through, their tools are too, unless the entry says otherwise. */
function modeOf({ mode, passThrough = false }: ClientEntry): NonNullable<ClientEntry["mode"]> {
  return mode ?? (passThrough ? "direct" : "code");
}
