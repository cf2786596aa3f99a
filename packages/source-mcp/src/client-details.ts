import { isJsonObject } from "@postern/core";
import type { ClientDetails, JsonObject } from "@postern/core";

/** What an item of a list says for clients alone, where it is well-formed. */
export function readDetails(item: JsonObject): Pick<ClientDetails, "icons" | "meta"> {
  const { icons, _meta: meta } = item;
  const usable = Array.isArray(icons) ? icons.filter((icon) => isJsonObject(icon)) : [];
  return { ...(usable.length === 0 ? {} : { icons: usable }), ...(isJsonObject(meta) ? { meta } : {}) };
}
