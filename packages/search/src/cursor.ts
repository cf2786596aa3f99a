import { PosternError, shortHash } from "@postern/core";
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

/** Stands for everything that decides the order. */
function fingerprint(query: SearchQuery): string {
  return shortHash(JSON.stringify([query.text, query.namespace, query.readOnly, query.tags?.toSorted()]));
}
