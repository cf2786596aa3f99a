import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { IndexCache } from "../persistence/cached-block.ts";

/** An {@link IndexCache} that writes behind its caller's back. */
export interface IndexFileCache extends IndexCache {
  /** Resolves when nothing is being written. */
  idle(): Promise<void>;
}

/** A cache in a folder, one file for each namespace. A folder that cannot be used is one in which nothing is found. */
export function createIndexFileCache(folder: string): IndexFileCache {
  let writing: Promise<void> = Promise.resolve();
  const pathOf = (namespace: string): string => join(folder, createHash("sha256").update(namespace).digest("hex"));
  return {
    read(namespace) {
      try {
        return readFileSync(pathOf(namespace));
      } catch {
        return undefined;
      }
    },
    write(namespace, bytes) {
      writing = writing.then(() => writeWhole(folder, pathOf(namespace), bytes)).catch(() => undefined);
    },
    idle: async () => writing,
  };
}

async function writeWhole(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, bytes, { mode: 0o600 });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
