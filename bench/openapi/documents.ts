import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** One real document on disk. */
export interface BenchDocument {
  readonly id: string;
  readonly path: string;
  /** It refers to other files, which Prism is not given. */
  readonly isMultiFile: boolean;
}

interface ManifestEntry {
  readonly id: string;
  readonly file: string;
}

const DATA = join(import.meta.dirname, "..", "..", "..", "shared", "data", "openapi");
const UNPACKED = join(tmpdir(), "postern-bench-openapi");
const MULTI_FILE_ROOT = "specification/DigitalOcean-public.v2.yaml";

/** The documents of the manifest, unpacked once; none where the data is not there. */
export function benchDocuments(only: readonly string[]): BenchDocument[] {
  const manifest = join(DATA, "manifest.json");
  if (!existsSync(manifest)) {
    console.log(`There are no documents at ${manifest}; nothing is measured.`);
    return [];
  }
  mkdirSync(UNPACKED, { recursive: true });
  const entries = JSON.parse(readFileSync(manifest, "utf8")) as ManifestEntry[];
  return entries.filter(({ id }) => only.length === 0 || only.some((part) => id.includes(part))).map(unpack);
}

function unpack({ id, file }: ManifestEntry): BenchDocument {
  const packed = join(DATA, file);
  if (file.endsWith(".tar.gz")) {
    const folder = join(UNPACKED, id);
    if (!existsSync(folder)) {
      mkdirSync(folder);
      execFileSync("tar", ["-xzf", packed, "-C", folder]);
    }
    return { id, path: join(folder, MULTI_FILE_ROOT), isMultiFile: true };
  }
  const path = join(UNPACKED, file.replace(/\.gz$/u, ""));
  if (!existsSync(path)) {
    writeFileSync(path, gunzipSync(readFileSync(packed)));
  }
  return { id, path, isMultiFile: false };
}
