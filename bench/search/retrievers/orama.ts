import { create, insertMultiple, search } from "@orama/orama";
import { toolTexts } from "./retriever.ts";
import type { RetrieverKind } from "./retriever.ts";

/** Orama with its defaults over the three fields. */
export const ORAMA: RetrieverKind = {
  name: "Orama",
  async build(tools) {
    const database = create({ schema: { name: "string", description: "string", parameters: "string" } });
    await insertMultiple(
      database,
      tools.map((tool, position) => ({ id: String(position), ...toolTexts(tool) })),
    );
    return {
      search: async (text, limit) => {
        const { hits } = await search(database, { term: text, limit });
        return hits.map((hit) => tools[Number(hit.id)]?.id ?? "");
      },
    };
  },
};
