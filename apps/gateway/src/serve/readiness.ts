import type { Gateway } from "../gateway.ts";
import { isUsable } from "../sources/is-usable.ts";

/** What readiness depends on. */
export interface ReadinessOptions {
  readonly gateway: Pick<Gateway, "runtime" | "isWarm" | "warm">;
  /** Whether the gateway was asked to end. */
  readonly isDraining: boolean;
  /** Whether the names of the sources may be shown to everybody. */
  readonly showsSources: boolean;
}

/**
 * Ready: the sandbox has started and every source has been tried. A source that is down does not keep the others from
 * serving. Not ready any more once the gateway was asked to end.
 */
export function readiness({ gateway, isDraining, showsSources }: ReadinessOptions): Response {
  const sources = gateway.runtime.sources().map(({ namespace, state, toolCount }) => ({ namespace, state, toolCount }));
  const areTried = sources.every((source) => isUsable(source) || !/^(?:idle|connecting)$/u.test(source.state));
  if (!gateway.isWarm) {
    // It may have failed before.
    gateway.warm();
  }
  const isReady = !isDraining && areTried && gateway.isWarm;
  const details = { isReady, isDraining, isSandboxWarm: gateway.isWarm, ...(showsSources ? { sources } : {}) };
  return Response.json(details, { status: isReady ? 200 : 503 });
}
