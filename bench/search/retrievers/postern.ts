import { createSearchIndex } from "../../../packages/search/src/index.ts";
import type { RetrieverKind } from "./retriever.ts";

/** `@postern/search` as it comes. */
export const POSTERN: RetrieverKind = {
  name: "Postern",
  async build(tools) {
    const index = createSearchIndex();
    const ids = new Map(tools.map(({ id, entry }) => [entry, id]));
    for (const [namespace, members] of Map.groupBy(tools, ({ entry }) => entry.namespace)) {
      index.replace(
        namespace,
        members.map(({ entry }) => entry),
      );
    }
    return {
      async search(text, limit) {
        const { matches } = await index.search({ text, limit });
        return matches.map((match) => ids.get(match.tool) ?? "");
      },
    };
  },
};
