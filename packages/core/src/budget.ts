/** The limits of an execution. Reaching one ends it with the code named here. */
export interface Budget {
  /** Milliseconds from start to end, waiting included. Default 30,000. `TIMEOUT` */
  readonly wallTimeMs: number;
  /** Milliseconds of the guest's own computing. Default 10,000. `CPU_LIMIT` */
  readonly cpuTimeMs: number;
  /** Bytes the guest's heap may take. Default 128 MiB. `MEMORY_LIMIT` */
  readonly memoryLimitBytes: number;
  /** Tool calls in all. Default 1,000. `CALL_LIMIT` */
  readonly maxCalls: number;
  /** Tool calls at once; more wait their turn. Default 32. */
  readonly maxConcurrentCalls: number;
  /** UTF-8 bytes of the script. Default 1 MiB. A longer one is refused before it runs. `SYNTAX` */
  readonly maxScriptBytes: number;
  /** Bytes of one call's arguments as JSON. Default 4 MiB. The call throws inside the script. */
  readonly maxArgumentBytes: number;
  /** Bytes of one call's result as JSON. Default 8 MiB. The call throws inside the script. */
  readonly maxCallResultBytes: number;
  /** Bytes of the script's value as JSON. Default 8 MiB. `OUTPUT_LIMIT` */
  readonly maxResultBytes: number;
  /** Bytes of all log lines. Default 1 MiB. Later lines are dropped and one line says so. */
  readonly maxLogBytes: number;
  /** Characters of the outcome that a model is shown. Default 24,000. The rest stays under a handle. */
  readonly maxResultChars: number;
}

const MEBIBYTE = 1024 * 1024;

/** The budget of an execution that sets none. */
export const DEFAULT_BUDGET: Budget = {
  wallTimeMs: 30_000,
  cpuTimeMs: 10_000,
  memoryLimitBytes: 128 * MEBIBYTE,
  maxCalls: 1000,
  maxConcurrentCalls: 32,
  maxScriptBytes: MEBIBYTE,
  maxArgumentBytes: 4 * MEBIBYTE,
  maxCallResultBytes: 8 * MEBIBYTE,
  maxResultBytes: 8 * MEBIBYTE,
  maxLogBytes: MEBIBYTE,
  maxResultChars: 24_000,
};
