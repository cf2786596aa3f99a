/**
 * Durable key-value storage, for results under handles, observed types and journals. Values are text. Keys are
 * `/`-separated paths of plain segments.
 */
export interface Store {
  get(key: string): Promise<string | undefined>;
  /** Replaces what was there, whole or not at all. */
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
  /** Every key that starts with `prefix`, sorted. */
  keys(prefix: string): Promise<readonly string[]>;
}
