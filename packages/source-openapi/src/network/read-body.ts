import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { PosternError } from "@postern/core";

/**
 * Reads a body to its end, unpacked.
 * @throws {PosternError} OUTPUT_LIMIT - when it is longer than `maxResponseBytes`, packed or unpacked
 */
export async function readBody(
  body: Readable,
  headers: Readonly<Record<string, string>>,
  { maxResponseBytes }: { readonly maxResponseBytes: number },
): Promise<Uint8Array> {
  const announced = Number(headers["content-length"] ?? 0);
  if (announced > maxResponseBytes) {
    body.destroy();
    throw tooLong(maxResponseBytes);
  }
  const unpack = unpacker(headers["content-encoding"]);
  // The pipeline ends each stream when the other fails; what failed is thrown where the content is read.
  const content = unpack === undefined ? body : pipeline(body, unpack, () => undefined);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxResponseBytes) {
      throw tooLong(maxResponseBytes);
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks, size));
}

function unpacker(encoding: string | undefined): Transform | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

function tooLong(maxResponseBytes: number): PosternError {
  return new PosternError(
    "OUTPUT_LIMIT",
    `The response is longer than ${maxResponseBytes} bytes; ask for less (paging, fewer fields) or raise maxResponseBytes.`,
  );
}
