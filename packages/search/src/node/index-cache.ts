import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { IndexCache } from "../persistence/cached-block.ts";
import { writeWhole } from "./write-whole.ts";

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
      writing = writing.then(() => writeWhole(pathOf(namespace), bytes, { isPrivate: true })).catch(() => undefined);
    },
    idle: async () => writing,
  };
}
