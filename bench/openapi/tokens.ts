import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { createPosternServer } from "../../packages/mcp-server/src/index.ts";
import { createRuntime } from "../../packages/runtime/src/index.ts";
import { createQuickJsSandbox } from "../../packages/sandbox-quickjs/src/index.ts";
import {
  createOpenApiSource,
  createOpenApiTools,
  readOpenApiDocument,
} from "../../packages/source-openapi/src/index.ts";
import type { BenchDocument } from "./documents.ts";

/** What a model pays before its first word, in tokens (o200k). */
export interface TokenLine {
  readonly document: string;
  readonly operations: number;
  /** One classic definition for each operation: name, description and input schema. */
  readonly classicTokens: number;
  /** The definitions of `search` and `execute`, as a client lists them from a server over this document. */
  readonly posternTokens: number;
  /** What those definitions are, to see that they are the same whatever the document. */
  readonly definitions: string;
}

/** Counts both ways, document by document. */
export async function measureTokens(documents: readonly BenchDocument[]): Promise<TokenLine[]> {
  const lines: TokenLine[] = [];
  for (const document of documents) {
    const classic = await classicDefinitions(document);
    const definitions = await posternDefinitions(document);
    lines.push({
      document: document.id,
      operations: classic.length,
      classicTokens: classic.reduce((sum, definition) => sum + countTokens(definition), 0),
      posternTokens: countTokens(definitions),
      definitions,
    });
  }
  return lines;
}

async function classicDefinitions({ path }: BenchDocument): Promise<string[]> {
  const readFile = async (file: string): Promise<Uint8Array> => readFileSync(new URL(file));
  const { tools } = createOpenApiTools(await readOpenApiDocument(pathToFileURL(path).href, { readFile }));
  return tools.map(({ name, description, inputSchema }) => JSON.stringify({ name, description, inputSchema }));
}

/** As a client is told them by a server with this document behind it. */
async function posternDefinitions({ id, path }: BenchDocument): Promise<string> {
  await using source = createOpenApiSource({ namespace: id, document: path, baseUrl: "https://api.example.com" });
  await using sandbox = createQuickJsSandbox();
  await using runtime = createRuntime({ sources: [source], sandbox });
  await runtime.ready();
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const server = createPosternServer(runtime);
  await server.connect(serverSide);
  const client = new Client({ name: "postern-bench", version: "1.0.0" });
  await client.connect(clientSide);
  const { tools } = await client.listTools();
  await client.close();
  return JSON.stringify(tools);
}

/** The figures beside the bars. */
export function printTokens(lines: readonly TokenLine[]): void {
  console.log("\ndocument\toperations\tclassic tokens\tsearch and execute\tless (bar 99.8 %, under 1,000)");
  for (const { document, operations, classicTokens, posternTokens } of lines) {
    const less = `${((1 - posternTokens / classicTokens) * 100).toFixed(3)} %`;
    console.log([document.padEnd(28), operations, classicTokens, posternTokens, less].join("\t"));
  }
  const isSame = new Set(lines.map(({ definitions }) => definitions)).size <= 1;
  console.log(isSame ? "The two tools are the same for every document." : "The two tools DIFFER between documents.");
}
