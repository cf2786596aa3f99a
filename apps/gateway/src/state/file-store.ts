import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { compareCodeUnits, PosternError, type Store } from "@postern/core";

/** One segment of a key: nothing that a file system would read as something else. */
const SEGMENT = /^[\w-][\w.-]*$/u;
const DRAFT = ".draft";

/**
 * A store of files that only their owner can read. A value is written to a draft and renamed, so that it is there whole or
 * not at all, whatever ends the process.
 * @param directory - made when the first value is written
 */
export function createFileStore(directory: string): Store {
  let drafts = 0;
  return {
    async get(key) {
      try {
        return await readFile(pathOf(directory, key), "utf8");
      } catch (error) {
        return ifMissing(error, undefined);
      }
    },
    async set(key, value) {
      const path = pathOf(directory, key);
      drafts += 1;
      const draft = `${path}.${process.pid}-${drafts}${DRAFT}`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(draft, value, { mode: 0o600 });
      await rename(draft, path);
    },
    async delete(key) {
      await rm(pathOf(directory, key), { force: true });
    },
    async keys(prefix) {
      try {
        const entries = await readdir(directory, { recursive: true, withFileTypes: true });
        return entries
          .filter((entry) => entry.isFile() && !entry.name.endsWith(DRAFT))
          .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
          .filter((key) => key.startsWith(prefix))
          .toSorted(compareCodeUnits);
      } catch (error) {
        return ifMissing(error, []);
      }
    },
  };
}

function pathOf(directory: string, key: string): string {
  const segments = key.split("/");
  if (!segments.every((segment) => SEGMENT.test(segment))) {
    throw new PosternError(
      "INVALID_OPTION",
      `"${key}" is not a key: segments of letters, digits, - _ and . between /.`,
    );
  }
  return join(directory, ...segments);
}

function ifMissing<Value>(error: unknown, value: Value): Value {
  if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
    return value;
  }
  throw error;
}
