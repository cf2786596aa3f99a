// The suite, bound to a test framework or run case by case
export { describeSearchIndex, runSearchCase, SEARCH_CASES } from "./describe-search-index.ts";
export type { TestFramework } from "./describe-search-index.ts";
export type { CaseSubject, SearchCase } from "./search-case.ts";
// What the cases search
export { createSuiteCatalog, SUITE_SOURCES } from "./suite-catalog.ts";
