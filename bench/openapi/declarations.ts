import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { createTypeGenerator } from "../../packages/codegen/src/index.ts";
import { errorsOfText } from "../../packages/codegen/test/types/compile.ts";
import { createCatalog } from "../../packages/core/src/index.ts";
import { createOpenApiTools, readOpenApiDocument } from "../../packages/source-openapi/src/index.ts";
import type { BenchDocument } from "./documents.ts";

/** Whether a document's declarations compile under `tsc --strict`. */
export interface DeclarationLine {
  readonly document: string;
  readonly operations: number;
  /** The first few errors; none where everything compiles. */
  readonly errors: readonly string[];
}

/** Operations declared and compiled at once: all of Microsoft Graph's in one program need more memory than there is. */
const CHUNK = 500;

/** Declares every operation of each document at full detail and compiles that. */
export async function compileDeclarations(documents: readonly BenchDocument[]): Promise<DeclarationLine[]> {
  const lines: DeclarationLine[] = [];
  for (const { id, path } of documents) {
    const readFile = async (file: string): Promise<Uint8Array> => readFileSync(new URL(file));
    const document = await readOpenApiDocument(pathToFileURL(path).href, { readFile });
    const catalog = await createCatalog([{ namespace: "api", tools: createOpenApiTools(document).tools }]);
    const errors: string[] = [];
    const [namespace] = catalog.namespaces;
    const declared = namespace ?? { name: "api", tools: [] };
    const operations = declared.tools.length;
    for (let from = 0; from < operations; from += CHUNK) {
      const tools = declared.tools.slice(from, from + CHUNK);
      errors.push(...errorsOfText(createTypeGenerator().declarations(declared, { tools, ownNames: true })).slice(0, 3));
    }
    console.log([id.padEnd(48), operations, errors.length === 0 ? "compiles" : errors.join(" | ")].join("\t"));
    lines.push({ document: id, operations, errors });
  }
  const compiled = lines.filter(({ errors }) => errors.length === 0).length;
  console.log(`${compiled} of ${lines.length} documents compile (bar: all)`);
  return lines;
}
