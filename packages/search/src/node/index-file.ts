import { readFile } from "node:fs/promises";
import type { Catalog } from "@postern/core";
import type { ToolSearchIndex } from "../search-index.ts";
import { writeWhole } from "./write-whole.ts";

/** Saves an index to a file, whole or not at all. Makes the folder. Rejects where the file cannot be written. */
export async function saveIndexFile(path: string, index: ToolSearchIndex, catalog: Catalog): Promise<void> {
  await writeWhole(path, index.save(catalog));
}

/**
 * Loads an index from a file. Answers the namespaces taken over: none where there is no file, or none that fits. Put the
 * others in with `replace`.
 */
export async function loadIndexFile(
  path: string,
  index: ToolSearchIndex,
  catalog: Catalog,
): Promise<readonly string[]> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return [];
    }
    throw error;
  }
  return index.load(bytes, catalog);
}
