import { PosternError } from "@postern/core";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The path of the Deno binary that the npm package `deno` brings: it lies in a package for this platform, which only that
 * package can resolve.
 * @throws {PosternError} UNSUPPORTED - there is no binary for this platform, or it was not installed
 */
export function denoBinary(): string {
  const platform = `${process.platform}-${process.arch}${process.platform === "linux" ? "-glibc" : ""}`;
  const file = process.platform === "win32" ? "deno.exe" : "deno";
  try {
    const fromDeno = createRequire(createRequire(import.meta.url).resolve("deno/package.json"));
    const path = join(dirname(fromDeno.resolve(`@deno/${platform}/package.json`)), file);
    accessSync(path, constants.X_OK);
    return path;
  } catch (cause) {
    throw new PosternError("UNSUPPORTED", `There is no Deno for ${platform}: is the package "deno" installed whole?`, {
      cause,
    });
  }
}
