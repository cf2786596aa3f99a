import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { createTypeGenerator } from "../../packages/codegen/src/index.ts";
import { createCatalog } from "../../packages/core/src/index.ts";
import type { Tool } from "../../packages/core/src/index.ts";
import { toSearchReply } from "../../packages/mcp-server/src/tool-replies.ts";
import { searchTools } from "../../packages/runtime/src/search-tools.ts";
import { createSearchIndex } from "../../packages/search/src/index.ts";
import type { LabelledSet } from "./sets.ts";

/** How many tokens a search answer of five tools costs the model. */
export interface TokenFigures {
  readonly set: string;
  readonly detail: Detail;
  /** Of every answer. */
  readonly counts: readonly number[];
}

/** The three sizes of an answer. */
export const DETAILS = ["brief", "signature", "full"] as const;
type Detail = (typeof DETAILS)[number];

/** Questions of a set that are answered at each size. */
const QUESTIONS = 200;

/** Answers a set's questions as the MCP server does, and counts the tokens of the text (o200k_base). */
export async function measureTokens(set: LabelledSet): Promise<TokenFigures[]> {
  const sources = Map.groupBy(set.tools, ({ entry }) => entry.namespace);
  const catalog = await createCatalog(
    [...sources].map(([namespace, tools]) => ({ namespace, tools: tools.map(({ entry }): Tool => entry.tool) })),
  );
  const index = createSearchIndex();
  catalog.namespaces.forEach(({ name, tools }) => index.replace(name, tools));
  const scope = { catalog, index, generator: createTypeGenerator(), unavailable: "" };
  const stride = Math.max(1, set.queries.length / QUESTIONS);
  const questions = Array.from(
    { length: Math.min(QUESTIONS, set.queries.length) },
    (_, position) => set.queries[Math.floor(position * stride)]?.query ?? "",
  );
  const figures: TokenFigures[] = [];
  for (const detail of DETAILS) {
    const counts: number[] = [];
    for (const query of questions) {
      const [content] = toSearchReply(await searchTools(scope, { query, detail })).content;
      counts.push(content?.type === "text" ? countTokens(content.text) : 0);
    }
    figures.push({ set: set.name, detail, counts });
  }
  return figures;
}
