import type { TypeGenerator } from "@postern/codegen";
import type { CatalogTool } from "@postern/core";
import type { Offer } from "./offers.ts";
import { summarize } from "./one-line.ts";
import type { Detail, SearchResult } from "./runtime-types.ts";

/** How tools are shown. */
export interface ResultOptions {
  readonly generator: TypeGenerator;
  /** What the sources offer besides tools. */
  readonly offersOf: (namespace: string) => readonly Offer[];
  readonly detail: Detail;
  /** Characters of all results as JSON. Declarations say less where they would not fit, and the last results are left out. */
  readonly maxChars: number;
}

/** What counts as a token when room in characters is given to the generator: TypeScript has about 3.5 characters each. */
const CHARS_PER_TOKEN = 3.5;
const MIN_TOKENS = 200;

/** As many tools as fit, from the first on; at least one. */
export function showTools(tools: readonly CatalogTool[], options: ResultOptions): readonly SearchResult[] {
  const maxTokens = Math.max(MIN_TOKENS, Math.floor(options.maxChars / CHARS_PER_TOKEN / tools.length));
  const results: SearchResult[] = [];
  let chars = 0;
  for (const tool of tools) {
    const result = showTool(tool, options, maxTokens);
    chars += JSON.stringify(result).length + 1;
    if (chars > options.maxChars && results.length > 0) {
      break;
    }
    results.push(result);
  }
  return results;
}

function showTool(tool: CatalogTool, { generator, offersOf, detail }: ResultOptions, maxTokens: number): SearchResult {
  const offer = offersOf(tool.namespace).find(({ indexed }) => indexed === tool);
  const result = {
    namespace: tool.namespace,
    name: offer?.name ?? tool.tool.name,
    expression: offer?.expression ?? `${tool.expression}(input)`,
    description: summarize(tool.tool),
  };
  if (detail === "brief") {
    return result;
  }
  if (offer !== undefined) {
    return { ...result, signature: offer.signature };
  }
  const namespace = { name: tool.namespace, tools: [tool] };
  const signature =
    detail === "full" ? generator.declarations(namespace, { detail, maxTokens }) : generator.signature(tool);
  return { ...result, signature };
}
