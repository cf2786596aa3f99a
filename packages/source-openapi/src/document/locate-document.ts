import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PosternError } from "@postern/core";

/**
 * The URI of a document: an `http:`, `https:` or `file:` URL as it is, a path of a file, or the path of a file in an npm
 * package (`@octokit/openapi/generated/api.github.com.json`, with or without `npm:` before it).
 * @throws {PosternError} SOURCE_UNAVAILABLE - when there is no such file
 */
export function locateDocument(location: string, baseDirectory: string): string {
  if (/^(?:https?|file):/iu.test(location)) {
    return new URL(location).href;
  }
  const isPackage = location.startsWith("npm:");
  const path = isPackage ? location.slice("npm:".length) : location;
  const file = isPackage ? undefined : resolve(baseDirectory, path);
  const found = file !== undefined && isFile(file) ? file : packageFile(path, baseDirectory);
  if (found === undefined) {
    throw new PosternError(
      "SOURCE_UNAVAILABLE",
      `There is no OpenAPI document at "${location}": neither a file relative to the configuration nor in an installed npm package.`,
    );
  }
  return pathToFileURL(found).href;
}

/** As Node looks packages up, but without a package's `exports`, which documents are rarely listed in. */
function packageFile(path: string, baseDirectory: string): string | undefined {
  if (path.startsWith(".") || path.startsWith("/") || path.split(/[/\\]/u).includes("..")) {
    return undefined;
  }
  let directory = resolve(baseDirectory);
  for (;;) {
    const candidate = join(directory, "node_modules", path);
    if (isFile(candidate)) {
      return candidate;
    }
    const parent = dirname(directory);
    if (parent === directory) {
      return undefined;
    }
    directory = parent;
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
