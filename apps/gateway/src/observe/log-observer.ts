import type { Source } from "@postern/core";
import type { Log } from "./log.ts";
import type { Observer } from "./observer.ts";

const MAX_REASON_CHARS = 300;

/** Logs the end of executions (info), of calls and of searches (debug). */
export function createLogObserver(log: Log): Observer {
  return {
    executionEnded: ({ executionId, client, traceId, outcome, ms, calls }) =>
      log("info", "execution ended", { executionId, client, traceId, outcome, ms, calls }),
    callEnded: ({ executionId, callId, client, traceId, target, outcome, ms }) =>
      log("debug", "call ended", { executionId, callId, client, traceId, target, outcome, ms }),
    searchEnded: ({ client, traceId, outcome, ms }) => log("debug", "search ended", { client, traceId, outcome, ms }),
  };
}

/** Logs each state of a source once. */
export function createSourceLog(log: Log): (source: Source) => void {
  const last = new WeakMap<Source, string>();
  return (source) => {
    const { state, circuit, lastError } = source.status;
    const shown = circuit === undefined ? state : `${state}, circuit ${circuit}`;
    if (last.get(source) === shown) {
      return;
    }
    last.set(source, shown);
    const isTrouble = state === "failed" || state === "unauthorized" || circuit === "open";
    const reason = isTrouble ? lastError?.replace(/\s+/gu, " ").slice(0, MAX_REASON_CHARS) : undefined;
    log(isTrouble ? "warn" : "info", "source changed", { namespace: source.namespace, state: shown, reason });
  };
}
