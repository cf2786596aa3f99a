import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PosternError } from "@postern/core";
import type { HttpClient } from "../network/http-client.ts";
import { createDocumentCache } from "./document-cache.ts";
import { locateDocument } from "./locate-document.ts";
import type { OpenApiDocument } from "./openapi-document.ts";
import { readOpenApiDocument } from "./read-document.ts";

/** Bytes of one file of a document, at most; the largest public document has 40 MB. */
export const MAX_DOCUMENT_BYTES: number = 256 * 1024 * 1024;

/** Where a document is, and how it is fetched. */
export interface DocumentLocation {
  /** File, URL, or path in an npm package. */
  readonly document: string;
  readonly baseDirectory: string;
  readonly cacheDirectory?: string | undefined;
  readonly client: HttpClient;
}

/**
 * Reads the document and the files it refers to: files below the folder of a file, URLs of the origin of a URL.
 * @throws {PosternError} SOURCE_UNAVAILABLE - when it cannot be read, or is no OpenAPI document
 */
export async function openDocument(location: DocumentLocation, signal: AbortSignal): Promise<OpenApiDocument> {
  const root = locateDocument(location.document, location.baseDirectory);
  return readOpenApiDocument(root, {
    signal,
    cache: location.cacheDirectory === undefined ? undefined : createDocumentCache(location.cacheDirectory),
    readFile: async (uri) => {
      if (!isReachable(root, uri)) {
        throw new PosternError(
          "DENIED",
          "a reference may lead to files below the document's folder, or to its own origin",
        );
      }
      return uri.startsWith("file:") ? readLocalFile(new URL(uri)) : fetchFile(location.client, new URL(uri), signal);
    },
  });
}

/** Whether a reference from the document may be followed. */
function isReachable(rootUri: string, uri: string): boolean {
  const root = new URL(rootUri);
  const target = new URL(uri);
  if (root.protocol !== "file:") {
    return target.origin === root.origin;
  }
  const folder = root.pathname.slice(0, root.pathname.lastIndexOf("/") + 1);
  return target.protocol === "file:" && target.host === root.host && target.pathname.startsWith(folder);
}

async function readLocalFile(url: URL): Promise<Uint8Array> {
  const file = await open(fileURLToPath(url));
  try {
    const { size } = await file.stat();
    if (size > MAX_DOCUMENT_BYTES) {
      throw new PosternError("SOURCE_UNAVAILABLE", `The document is longer than ${MAX_DOCUMENT_BYTES} bytes.`);
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function fetchFile(client: HttpClient, url: URL, signal: AbortSignal): Promise<Uint8Array> {
  const headers = { accept: "application/json, application/yaml, */*", "user-agent": "Postern" };
  const response = await client.send({ method: "GET", url, headers }, signal);
  if (response.status !== 200) {
    throw new PosternError("SOURCE_UNAVAILABLE", `${url.origin}${url.pathname} answered ${response.status}.`);
  }
  return response.body;
}
