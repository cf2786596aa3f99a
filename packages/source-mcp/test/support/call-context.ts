import type { CallContext } from "@postern/core";

/** A context of a call that nobody cancels. */
export function callContext(given: Partial<CallContext> = {}): CallContext {
  return { signal: new AbortController().signal, executionId: "execution-1", ...given };
}
