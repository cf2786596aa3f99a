import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import type { Source } from "../../packages/core/src/index.ts";
import { toSearchReply } from "../../packages/mcp-server/src/tool-replies.ts";
import { createRuntime } from "../../packages/runtime/src/index.ts";
import { createQuickJsSandbox } from "../../packages/sandbox-quickjs/src/index.ts";
import type { LabelledSet, LabelledTool } from "./sets.ts";

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
  const sandbox = createQuickJsSandbox();
  const sources = [...Map.groupBy(set.tools, ({ entry }) => entry.namespace)].map(sourceOf);
  const runtime = createRuntime({ sources, sandbox });
  try {
    await runtime.ready();
    const figures: TokenFigures[] = [];
    for (const detail of DETAILS) {
      const counts: number[] = [];
      for (const query of sampleOf(set)) {
        const [content] = toSearchReply(await runtime.search({ query, detail })).content;
        counts.push(content?.type === "text" ? countTokens(content.text) : 0);
      }
      figures.push({ set: set.name, detail, counts });
    }
    return figures;
  } finally {
    await runtime[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose]();
  }
}

function sampleOf({ queries }: LabelledSet): string[] {
  const stride = Math.max(1, queries.length / QUESTIONS);
  const length = Math.min(QUESTIONS, queries.length);
  return Array.from({ length }, (_, position) => queries[Math.floor(position * stride)]?.query ?? "");
}

/** A source that lists a set's tools and cannot call them. */
function sourceOf([namespace, tools]: readonly [string, readonly LabelledTool[]]): Source {
  const listed = tools.map(({ entry }) => entry.tool);
  return {
    namespace,
    status: { state: "ready", transport: "in-process" },
    listTools: async () => listed,
    callTool: async () => ({ content: [], isError: true }),
    onToolsChanged: () => ({ [Symbol.dispose]: () => undefined }),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
