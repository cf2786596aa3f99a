// The index on disk
export { loadIndexFile, saveIndexFile } from "./index-file.ts";
