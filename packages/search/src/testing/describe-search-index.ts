import type { SearchIndex } from "@postern/core";
import { CONTRACT_CASES } from "./contract-cases.ts";
import { RANKING_CASES } from "./ranking-cases.ts";
import { expressionsOf } from "./search-case.ts";
import type { SearchCase } from "./search-case.ts";
import { createSuiteCatalog } from "./suite-catalog.ts";

/** Every promise of a search index, in the order in which they are best read. */
export const SEARCH_CASES: readonly SearchCase[] = [...RANKING_CASES, ...CONTRACT_CASES];

/** The two functions of a test framework that the suite needs; those of vitest and of node:test fit. */
export interface TestFramework {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/** Runs one case against a fresh index. Answers what is wrong; nothing where the promise holds. */
export async function runSearchCase(
  searchCase: SearchCase,
  createIndex: () => SearchIndex,
): Promise<readonly string[]> {
  const catalog = await createSuiteCatalog();
  const index = createIndex();
  for (const { name, tools } of catalog.namespaces) {
    index.replace(name, tools);
  }
  return searchCase.check({
    index,
    catalog,
    find: async (query) => expressionsOf(await index.search(typeof query === "string" ? { text: query } : query)),
  });
}

/**
 * Registers the suite for an implementation of `SearchIndex`, one test per case.
 *
 * ```ts
 * import { describeSearchIndex } from "@postern/search/testing";
 * import { describe, it } from "vitest";
 * import { createMyIndex } from "../src/index.ts";
 *
 * describeSearchIndex({ describe, it }, createMyIndex);
 * ```
 */
export function describeSearchIndex({ describe, it }: TestFramework, createIndex: () => SearchIndex): void {
  describe("search index", () => {
    for (const searchCase of SEARCH_CASES) {
      it(`${searchCase.title} [${searchCase.id}]`, async () => {
        const wrong = await runSearchCase(searchCase, createIndex);
        if (wrong.length > 0) {
          throw new Error(`${searchCase.id}\n  ${wrong.join("\n  ")}`);
        }
      });
    }
  });
}
