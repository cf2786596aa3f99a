import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject, type JsonValue } from "@postern/core";
import type { DocumentIndex } from "./document-index.ts";
import type { IndexedDocument } from "./index-document.ts";

/** Raised whenever the cut of documents changes, so that files of older versions are not read. */
const CACHE_FORMAT = "postern-openapi-1";
const HEADER_BYTES = 128;

/** A document as it is kept on disk, with the files that it was made of. */
export interface CachedDocument extends IndexedDocument {
  /** Absolute URI and SHA-256 of every file besides the root. */
  readonly files: readonly (readonly [uri: string, sha256: string])[];
}

/** Cut documents on disk, by the content of what they were cut from. */
export interface DocumentCache {
  read(rootHash: string): Promise<CachedDocument | undefined>;
  write(rootHash: string, document: CachedDocument): Promise<void>;
}

/** SHA-256 in hex. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * A cache in a directory, made when first written to, for its owner alone. A file that is damaged, or of another
 * version, counts as absent.
 */
export function createDocumentCache(directory: string): DocumentCache {
  const pathOf = (rootHash: string): string => join(directory, `${rootHash}.${CACHE_FORMAT}`);
  return {
    read: async (rootHash) => decode(await readIfPresent(pathOf(rootHash))),
    write: async (rootHash, document) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const path = pathOf(rootHash);
      const partial = `${path}.${crypto.randomUUID()}`;
      try {
        await writeFile(partial, encode(document), { mode: 0o600 });
        await rename(partial, path);
      } finally {
        await rm(partial, { force: true });
      }
    },
  };
}

function encode({ index, body, files }: CachedDocument): Buffer {
  const head = Buffer.from(JSON.stringify({ index, files }));
  const header = `${CACHE_FORMAT} ${head.length} ${body.length} ${sha256(Buffer.concat([head, body]))}`.padEnd(
    HEADER_BYTES - 1,
  );
  return Buffer.concat([Buffer.from(`${header}\n`), head, body]);
}

function decode(bytes: Buffer | undefined): CachedDocument | undefined {
  const header = bytes?.toString("latin1", 0, HEADER_BYTES).trim().split(" ") ?? [];
  const [format, headLength, bodyLength, hash] = [header[0], Number(header[1]), Number(header[2]), header[3]];
  if (bytes === undefined || format !== CACHE_FORMAT || bytes.length !== HEADER_BYTES + headLength + bodyLength) {
    return undefined;
  }
  if (sha256(bytes.subarray(HEADER_BYTES)) !== hash) {
    return undefined;
  }
  const head = bytes.subarray(HEADER_BYTES, HEADER_BYTES + headLength);
  const content = JSON.parse(head.toString("utf8")) as JsonValue;
  if (!isJsonObject(content)) {
    return undefined;
  }
  const { index, files } = content as unknown as { index: DocumentIndex; files: CachedDocument["files"] };
  return { index, files, body: bytes.subarray(HEADER_BYTES + headLength) };
}

async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}
