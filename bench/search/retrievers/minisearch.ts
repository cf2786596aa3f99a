import MiniSearch from "minisearch";
import { toolTexts } from "./retriever.ts";
import type { RetrieverKind } from "./retriever.ts";

/** MiniSearch with its defaults over the three fields. */
export const MINISEARCH: RetrieverKind = {
  name: "MiniSearch",
  async build(tools) {
    const index = new MiniSearch<{ id: number }>({ fields: ["name", "description", "parameters"] });
    index.addAll(tools.map((tool, id) => ({ id, ...toolTexts(tool) })));
    return {
      search: async (text, limit) =>
        index
          .search(text)
          .slice(0, limit)
          .map((match) => tools[match.id as number]?.id ?? ""),
    };
  },
};
