/** What an attack is after. */
export type AttackCategory = "cpu" | "memory" | "escape" | "bridge" | "leak" | "state";

/**
 * The end that counts as a pass: `value:<json>`, `error:timeout`, `error:memory`, `error:script` (the guest failed),
 * `error:limit` (calls or bytes), or `contained`: any end, as long as the host is well.
 */
export type AttackExpectation = string;

/** What must hold on the host; a field that is absent is not looked at. */
export interface HostInvariant {
  /** No uncaught exception and no unhandled rejection on the host. */
  readonly alive?: boolean;
  /** The next execution on the same sandbox works, within 3 s. */
  readonly nextExecution?: boolean;
  /** The host's own prototypes are unchanged. */
  readonly protoClean?: boolean;
  /** The canary is in nothing that a caller or a tool sees. */
  readonly noSecret?: boolean;
  /** No file appeared and no request arrived. */
  readonly noHostFx?: boolean;
  /** No absolute path of the host in value, error or logs. */
  readonly noHostPath?: boolean;
  /** No call reached the host after the end. */
  readonly noToolCallAfterEnd?: boolean;
  /** One second after the end, the process tree uses less than a fifth of a core. */
  readonly noCpuAfterEnd?: boolean;
  /** The host saw calls of tools that exist, and no others. */
  readonly onlyKnownTools?: boolean;
  /** The longest gap of the host's event loop, in milliseconds. */
  readonly maxLoopBlockMs?: number;
  /** The most that the resident memory of the host and all its children may grow, in mebibytes. Linux only. */
  readonly maxRssGrowthMb?: number;
}

/** One hostile execution and what has to come of it. */
export interface Attack {
  readonly id: string;
  readonly category: AttackCategory;
  readonly description: string;
  /** The body of an async function. `__CANARY_FILE__`, `__CANARY_DIR__` and `__CANARY_PORT__` are filled in. */
  readonly code: string;
  readonly expect: AttackExpectation;
  /** Every end that passes too, where engines may differ. */
  readonly accept?: readonly AttackExpectation[];
  /** How many times the code runs before the last end is judged. Default 1. */
  readonly repeat?: number;
  /** A second execution on the same sandbox. */
  readonly followUp?: { readonly code: string; readonly expect: AttackExpectation };
  /** Must not be in the logs of `followUp`. */
  readonly followUpNoLog?: string;
  readonly hostInvariant: HostInvariant;
}
