import { compareCodeUnits } from "./naming.ts";
import type { Store } from "./store.ts";

/** A store that lives as long as the process. */
export function createMemoryStore(): Store {
  const values = new Map<string, string>();
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => {
      values.set(key, value);
    },
    delete: async (key) => {
      values.delete(key);
    },
    keys: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)).toSorted(compareCodeUnits),
  };
}
