import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { createTypeGenerator } from "../../packages/codegen/src/index.ts";
import type { DeclarationOptions } from "../../packages/codegen/src/index.ts";
import { createCatalog } from "../../packages/core/src/index.ts";
import type { Catalog, CatalogEntry, Tool } from "../../packages/core/src/index.ts";
import { compile } from "../../packages/codegen/test/types/compile.ts";
import { descriptionsOf, isSaid } from "./descriptions.ts";
import type { Generator } from "./generators.ts";

/** What a generator does with the tools of real servers. */
export interface ToolFigures {
  readonly tokens: number;
  /** Servers whose declarations compile. */
  readonly compiled: number;
  /** Milliseconds for all tools, none seen before. */
  readonly coldMs: number;
  /** The same again, unchanged. */
  readonly againMs: number;
  /** Descriptions found in the declarations. */
  readonly descriptions: number;
}

/** The tool lists of a folder, `{ server, tools }` a file; none where the data is absent. */
export function readServers(directory: string): readonly CatalogEntry[] {
  return globSync("*.json", { cwd: directory })
    .toSorted()
    .map((file) => {
      const { server, tools } = JSON.parse(readFileSync(join(directory, file), "utf8")) as {
        readonly server: string;
        readonly tools: readonly Tool[];
      };
      return { namespace: server, tools };
    });
}

/** Tokens of the raw definitions, as a client without code mode would show them to a model: without annotations. */
export function rawTokens(entries: readonly CatalogEntry[]): number {
  const tools = entries.flatMap((entry) => entry.tools);
  return tools.reduce((sum, { name, description, inputSchema, outputSchema }) => {
    return sum + countTokens(JSON.stringify({ name, description, inputSchema, outputSchema }));
  }, 0);
}

/** How many descriptions the definitions have. */
export function countDescriptions(entries: readonly CatalogEntry[]): number {
  return entries.reduce((sum, { tools }) => sum + descriptionsOf(tools).length, 0);
}

/** Declares every server's tools. */
export async function measureTools(catalog: Catalog, generator: Generator): Promise<ToolFigures> {
  const started = performance.now();
  const texts = await declareAll(catalog, generator);
  const coldMs = performance.now() - started;
  const startedAgain = performance.now();
  await declareAll(catalog, generator);
  const againMs = performance.now() - startedAgain;
  const descriptions = catalog.namespaces.map(({ name, tools }) =>
    isSaid(descriptionsOf(tools.map(({ tool }) => tool)), texts.get(name) ?? ""),
  );
  return {
    tokens: [...texts.values()].reduce((sum, text) => sum + countTokens(text), 0),
    compiled: countCompiled(texts),
    coldMs,
    againMs,
    descriptions: descriptions.reduce((sum, count) => sum + count, 0),
  };
}

async function declareAll(catalog: Catalog, generator: Generator): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const namespace of catalog.namespaces) {
    texts.set(namespace.name, await generator.declarations(namespace));
  }
  return texts;
}

function countCompiled(texts: ReadonlyMap<string, string>): number {
  const files = new Map([...texts].map(([name, text]) => [`/${name}.ts`, `export {};\n${text}`]));
  return [...compile(files).values()].filter((errors) => errors.size === 0).length;
}

/** What one level of detail takes. */
export interface DetailFigures {
  readonly detail: string;
  readonly tokens: number;
  readonly compiled: number;
}

/** Every level of detail of this project's generator, and what a search result shows. */
export async function measureDetails(entries: readonly CatalogEntry[]): Promise<readonly DetailFigures[]> {
  const { namespaces } = await createCatalog(entries);
  const generator = createTypeGenerator();
  const blocks = (options: DeclarationOptions): ReadonlyMap<string, string> =>
    new Map(namespaces.map((namespace) => [namespace.name, generator.declarations(namespace, options)]));
  const levels = new Map<string, ReadonlyMap<string, string>>([
    ["full", blocks({ detail: "full" })],
    ["full, at most 4,000 tokens a server", blocks({ maxTokens: 4000 })],
    ["full, at most 500 tokens a server", blocks({ maxTokens: 500 })],
    ["summary", blocks({ detail: "summary" })],
    ["signature", blocks({ detail: "signature" })],
    ["signature, with own names", blocks({ detail: "signature", ownNames: true })],
  ]);
  const lines = namespaces.flatMap(({ tools }) => tools.map((tool) => generator.signature(tool)));
  const functions = lines.map((line, index) => `declare function f${index}${line.slice(line.indexOf("(input"))};`);
  return [
    ...[...levels].map(([detail, texts]) => ({
      detail,
      tokens: [...texts.values()].reduce((sum, text) => sum + countTokens(text), 0),
      compiled: countCompiled(texts) / namespaces.length,
    })),
    {
      detail: "one line a tool, as search shows it",
      tokens: countTokens(lines.join("\n")),
      compiled: countCompiled(new Map(functions.map((text, index) => [`line${index}`, text]))) / lines.length,
    },
  ];
}
