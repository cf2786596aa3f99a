import type { Engine, Guest, GuestOptions, TurnEnd, TurnLimits } from "@postern/sandbox-kit";
import ivm from "isolated-vm";

/** V8 takes a limit in MiB and no less than 8. */
const MEBIBYTE = 1024 * 1024;
const MIN_MEMORY_MIB = 8;
/** More than any machine has: what "no limit" is to V8. */
const MAX_MEMORY_MIB = 1024 * 1024;
/** From here on a heap counts as full. */
const FULL_SHARE = 0.9;
/** How a child process says that V8 lost control over an isolate; the parent reads it as a memory failure. */
export const CATASTROPHE_EXIT_CODE = 86;

/**
 * A script that does nothing, run before the guest is given to anybody: V8 compiles the guest's half function by function
 * when it is first called, 0.4 ms that an execution does not wait for then. Nobody hears its end, and it leaves nothing behind.
 */
const REHEARSAL = `S${JSON.stringify({ code: "", namespaces: [], maxArgumentBytes: 0, maxResultBytes: 0, maxLogBytes: 0, maxLogLines: 0 })}`;

/** Starts isolated-vm. Every guest is a V8 isolate of its own. */
export function createEngine(): Engine {
  return { createGuest: (options) => new IsolateGuest(options) };
}

class IsolateGuest implements Guest {
  readonly #memoryLimitMib: number;
  readonly #isolate: ivm.Isolate;
  readonly #deliver: ivm.Reference<(text: string) => undefined>;
  #end: TurnEnd = "idle";
  #isRehearsing = true;

  constructor(options: GuestOptions) {
    const wantedMib = Math.ceil(options.memoryLimitBytes / MEBIBYTE);
    this.#memoryLimitMib = Math.min(MAX_MEMORY_MIB, Math.max(MIN_MEMORY_MIB, wantedMib));
    this.#isolate = new ivm.Isolate({
      memoryLimit: this.#memoryLimitMib,
      onCatastrophicError: () => process.exit(CATASTROPHE_EXIT_CODE),
    });
    const context = this.#isolate.createContextSync();
    // A Callback takes and gives primitives only and is out of the script's reach: the prelude keeps it.
    const host = new ivm.Callback((text: string) => this.#answer(text, options.host));
    this.#deliver = context.evalClosureSync(`return ${options.prelude}($0);`, [host], {
      filename: "postern:guest",
      result: { reference: true },
    }) as ivm.Reference<(text: string) => undefined>;
    this.#deliver.applySync(undefined, [REHEARSAL]);
    this.#isRehearsing = false;
  }

  deliver(text: string, limits: TurnLimits): TurnEnd {
    const timeout = Math.max(1, Math.ceil(Math.min(limits.cpuTimeMs, limits.wallTimeMs)));
    const startedAtMs = performance.now();
    try {
      // Options without a prototype: isolated-vm reads them through the chain.
      this.#deliver.applySync(undefined, [text], Object.assign(Object.create(null) as object, { timeout }));
    } catch {
      // The guest's `deliver` never throws by itself: V8 ran out of memory or of time, or reports a rejection that
      // nobody in the guest handles, which is no end.
      if (this.#isolate.isDisposed) {
        this.#end = "memory-limit";
      } else if (performance.now() - startedAtMs >= timeout) {
        this.#end = limits.cpuTimeMs < limits.wallTimeMs ? "cpu-limit" : "time-limit";
      }
    }
    return this.#end;
  }

  #answer(text: string, host: (text: string) => string | undefined): string | undefined {
    // V8 refuses bytes over the limit with an error that a script can catch; one that fails with memory full failed for it.
    if (text.startsWith("F") && this.#isFull()) {
      this.#end = "memory-limit";
    }
    return this.#end === "idle" && !this.#isRehearsing ? host(text) : undefined;
  }

  #isFull(): boolean {
    const { used_heap_size: heapBytes, externally_allocated_size: outsideBytes } =
      this.#isolate.getHeapStatisticsSync();
    return heapBytes + outsideBytes > this.#memoryLimitMib * MEBIBYTE * FULL_SHARE;
  }

  dispose(): void {
    this.#end = "crashed";
    if (!this.#isolate.isDisposed) {
      this.#isolate.dispose();
    }
  }
}
