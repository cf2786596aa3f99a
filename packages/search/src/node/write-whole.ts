import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Permissions of what is written. Default: as the process makes files. */
interface WriteOptions {
  /** For its owner alone, the folder too where it is made. */
  readonly isPrivate?: boolean;
}

/** Writes a file, whole or not at all. Makes the folder. Rejects where the file cannot be written. */
export async function writeWhole(
  path: string,
  bytes: Uint8Array,
  { isPrivate = false }: WriteOptions = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, ...(isPrivate && { mode: 0o700 }) });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes, isPrivate ? { mode: 0o600 } : {});
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
