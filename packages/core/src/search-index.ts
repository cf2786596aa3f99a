import type { CatalogTool } from "./catalog.ts";

/** What to look for. */
export interface SearchQuery {
  /** Words, a question, or a tool's name. */
  readonly text: string;
  /** Only this namespace (its identifier). */
  readonly namespace?: string;
  /** Only tools that claim to be read-only. */
  readonly readOnly?: boolean;
  /** Only tools with all of these tags. */
  readonly tags?: readonly string[];
  /** Matches to answer. Default 10, at most 100. */
  readonly limit?: number;
  /** Where to go on, from the answer before. */
  readonly cursor?: string;
}

/** One tool found. Scores compare within one answer only. */
export interface SearchMatch {
  readonly tool: CatalogTool;
  readonly score: number;
}

/** What was found, best first; ties are broken by namespace, then name. */
export interface SearchAnswer {
  /** How many tools match, shown or not. */
  readonly total: number;
  readonly matches: readonly SearchMatch[];
  readonly nextCursor?: string;
  /** Where nothing matches: words of the catalog near to those asked for, best first. */
  readonly suggestions: readonly string[];
  /** What the caller should know, such as an embedding service that did not answer. */
  readonly notice?: string;
}

/** A ranked index over the tools of a catalog. Updated source by source. */
export interface SearchIndex {
  /**
   * Puts a namespace's tools in place of those it had. `version` stands for their whole content, as a catalog namespace's
   * does; with it an index may use what it made of the same tools before.
   */
  replace(namespace: string, tools: readonly CatalogTool[], version?: string): void;
  /** Takes a namespace out. */
  remove(namespace: string): void;
  /** @throws {PosternError} INVALID_OPTION - a limit out of range, a cursor from elsewhere */
  search(query: SearchQuery): Promise<SearchAnswer>;
}
