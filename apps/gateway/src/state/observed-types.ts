import { join } from "node:path";
import { createOutputObserver, type OutputObserver } from "@postern/codegen";
import { createFileStore } from "./file-store.ts";
import { stateDirectories } from "./state-directories.ts";

/** What was learned of results, kept from one process to the next. */
export function openObservedTypes(): OutputObserver {
  return createOutputObserver({ store: createFileStore(join(stateDirectories().data, "types")) });
}
