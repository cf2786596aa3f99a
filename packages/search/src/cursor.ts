import { PosternError } from "@postern/core";
import type { SearchQuery } from "@postern/core";

/** A cursor: where the next page starts, bound to its query. */
export function writeCursor(query: SearchQuery, offset: number): string {
  return `${offset.toString(36)}-${fingerprint(query)}`;
}

/**
 * Where the query's cursor says to start; 0 without one.
 * @throws {PosternError} INVALID_OPTION - a cursor that this query was not given
 */
export function readCursor(query: SearchQuery): number {
  if (query.cursor === undefined) {
    return 0;
  }
  const [, offset = "", print] = /^([0-9a-z]{1,8})-([0-9a-z]+)$/u.exec(query.cursor) ?? [];
  if (print !== fingerprint(query)) {
    throw new PosternError(
      "INVALID_OPTION",
      "The cursor does not belong to this query. Pass the nextCursor of an answer with the same text and filters, or none.",
    );
  }
  return Number.parseInt(offset, 36);
}

/** FNV-1a, 32 bits, over everything that decides the order. */
function fingerprint(query: SearchQuery): string {
  const key = JSON.stringify([query.text, query.namespace, query.readOnly, query.tags?.toSorted()]);
  let value = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    value = Math.imul(value ^ key.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value.toString(36);
}
