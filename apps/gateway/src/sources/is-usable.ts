import type { SourceReport } from "@postern/runtime";

/** Whether a source's tools can be called: it is connected, or starts with the first call. */
export function isUsable({ state, toolCount }: Pick<SourceReport, "state" | "toolCount">): boolean {
  return state === "ready" || (state === "idle" && toolCount > 0);
}
