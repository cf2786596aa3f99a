import { compareCodeUnits, errorMessage, type JsonValue } from "@postern/core";
import type { CachedDocument, DocumentCache } from "./document-cache.ts";
import { sha256 } from "./document-cache.ts";
import { indexDocument } from "./index-document.ts";
import { leanDocument, type LeanPass } from "./lean-document.ts";
import { createOpenApiDocument, type OpenApiDocument } from "./openapi-document.ts";
import { parseOpenApi, parseText, specificationOf } from "./parse-document.ts";
import { upgradeDocument } from "./upgrade-document.ts";

/** Reads the file at a URI. What may be read is its own decision. */
export type ReadFile = (uri: string, signal?: AbortSignal) => Promise<Uint8Array>;

/** Options of `readOpenApiDocument`. */
export interface ReadDocumentOptions {
  readonly readFile: ReadFile;
  /** Where documents are kept once they are read. Absent: nowhere. */
  readonly cache?: DocumentCache | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Files that are read at once. */
const CONCURRENT_READS = 32;
/** Rounds of reading files that files refer to; each is one more reference from the root. */
const MAX_ROUNDS = 64;

/**
 * Reads a document of OpenAPI 2.0, 3.0 or 3.1 in JSON or YAML, with all files it refers to, as OpenAPI 3.1.
 * @throws {PosternError} SOURCE_UNAVAILABLE - when it cannot be read, or is no OpenAPI document
 */
export async function readOpenApiDocument(uri: string, options: ReadDocumentOptions): Promise<OpenApiDocument> {
  const root = await options.readFile(uri, options.signal);
  const rootHash = sha256(root);
  const cached = await options.cache?.read(rootHash);
  const document =
    cached !== undefined && (await isCurrent(cached, options)) ? cached : await buildDocument(uri, root, options);
  if (document !== cached) {
    await options.cache?.write(rootHash, document);
  }
  const contentHash = sha256([rootHash, ...document.files.flat()].join("\n"));
  return createOpenApiDocument(document, { contentHash, ...(uri.startsWith("http") ? { url: uri } : {}) });
}

async function isCurrent(cached: CachedDocument, options: ReadDocumentOptions): Promise<boolean> {
  const hashes = await inBatches(cached.files, async ([uri]) => sha256OrNothing(uri, options));
  return cached.files.every(([, hash], position) => hash === hashes[position]);
}

async function sha256OrNothing(uri: string, options: ReadDocumentOptions): Promise<string | undefined> {
  const file = await readOrProblem(uri, options);
  return typeof file === "string" ? undefined : sha256(file);
}

async function buildDocument(uri: string, root: Uint8Array, options: ReadDocumentOptions): Promise<CachedDocument> {
  const parsed = parseOpenApi(new TextDecoder().decode(root), displayName(uri));
  const contents = new Map<string, JsonValue>([[uri, parsed]]);
  const hashes: [string, string][] = [];
  const problems: string[] = [];
  let pass: LeanPass = leanDocument(uri, contents);
  for (let round = 0; round < MAX_ROUNDS && pass.missing.size > 0; round += 1) {
    await inBatches([...pass.missing], async (missing) => {
      const file = await readOrProblem(missing, options);
      if (typeof file === "string") {
        problems.push(file);
        contents.set(missing, {});
        return;
      }
      hashes.push([missing, sha256(file)]);
      contents.set(missing, parseText(new TextDecoder().decode(file), displayName(missing)));
    });
    pass = leanDocument(uri, contents);
  }
  const specification = specificationOf(parsed) ?? "";
  const found = [...problems, ...pass.problems];
  return {
    ...indexDocument(upgradeDocument(pass.document), { specification, problems: found }),
    files: hashes.sort(([a], [b]) => compareCodeUnits(a, b)),
  };
}

/** The file, or why there is none: one broken reference does not take the other operations away. */
async function readOrProblem(uri: string, options: ReadDocumentOptions): Promise<Uint8Array | string> {
  try {
    return await options.readFile(uri, options.signal);
  } catch (error) {
    options.signal?.throwIfAborted();
    return `${displayName(uri)}: ${errorMessage(error)}`;
  }
}

async function inBatches<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += CONCURRENT_READS) {
    results.push(...(await Promise.all(items.slice(start, start + CONCURRENT_READS).map(act))));
  }
  return results;
}

/** A file's own name, or a URL without what may be secret in it. */
function displayName(uri: string): string {
  const url = new URL(uri);
  return url.protocol === "file:" ? (url.pathname.split("/").at(-1) ?? uri) : `${url.origin}${url.pathname}`;
}
