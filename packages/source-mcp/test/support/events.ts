import type { McpSource } from "../../src/index.ts";

/** Resolves when the source's status is as wanted, now or after a change. */
export async function untilStatus(source: McpSource, isReached: (source: McpSource) => boolean): Promise<void> {
  if (isReached(source)) {
    return;
  }
  const reached = Promise.withResolvers<void>();
  using _subscription = source.onStatusChanged(() => {
    if (isReached(source)) {
      reached.resolve();
    }
  });
  await reached.promise;
}

/** Resolves at the next change of the source's tools. */
export function nextToolsChange(source: McpSource): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const subscription = source.onToolsChanged(() => {
    subscription[Symbol.dispose]();
    resolve();
  });
  return promise;
}

/** The text of the first block of a result. */
export function firstText(result: { readonly content: readonly unknown[] }): string {
  const [block] = result.content as readonly { readonly text?: string }[];
  return block?.text ?? "";
}
