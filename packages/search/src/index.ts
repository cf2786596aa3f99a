// The index
export { createSearchIndex } from "./search-index.ts";
