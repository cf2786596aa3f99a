import type { Engine, EngineOptions, Guest, GuestOptions, TurnEnd, TurnLimits } from "@postern/sandbox-kit";
import { loadQuickJs, QuickJsInstance } from "./instance.ts";
import type { LoadedQuickJs } from "./instance.ts";
import { MemoryShelf } from "./memory-shelf.ts";
import { openTemplate } from "./template.ts";
import type { Template } from "./template.ts";

/** A turn that lasts no longer counts as computing all the time. */
const SHORT_TURN_MS = 1;
/** Jobs between two looks at the clock. */
const JOBS_PER_SLICE = 256;

/**
 * Starts QuickJS: compiles its WebAssembly once. Every guest is a module instance of its own with a memory that was zero
 * everywhere, into which the memory of an instance is copied that has evaluated the prelude and nothing else.
 */
export async function createEngine({ cacheDirectory }: EngineOptions = {}): Promise<Engine> {
  const loaded = await loadQuickJs();
  const supplies = new Map<string, Promise<GuestSupply>>();
  const open = async (prelude: string): Promise<GuestSupply> => {
    const template = await openTemplate(loaded, prelude, cacheDirectory);
    return { loaded, template, shelf: new MemoryShelf(template.memory) };
  };
  return {
    createGuest: async (options) => {
      const supply = supplies.get(options.prelude) ?? open(options.prelude);
      supplies.set(options.prelude, supply);
      return QuickJsGuest.open(await supply, options);
    },
  };
}

/** What all guests of a prelude are made with. */
interface GuestSupply {
  readonly loaded: LoadedQuickJs;
  readonly template: Template;
  readonly shelf: MemoryShelf;
}

class QuickJsGuest implements Guest {
  readonly #template: Template;
  readonly #shelf: MemoryShelf;
  readonly #options: GuestOptions;
  #instance: QuickJsInstance | undefined;
  #end: TurnEnd = "idle";
  #isInTurn = false;
  #limits: TurnLimits = { cpuTimeMs: 0, wallTimeMs: 0 };
  #startedAtMs = 0;
  /** Unknown while a turn is short: asking the system costs as much as a call. */
  #cpuAtStartMs: number | undefined;

  private constructor({ template, shelf }: GuestSupply, options: GuestOptions) {
    this.#template = template;
    this.#shelf = shelf;
    this.#options = options;
  }

  static async open(supply: GuestSupply, options: GuestOptions): Promise<QuickJsGuest> {
    const guest = new QuickJsGuest(supply, options);
    const memory = supply.shelf.take(options.memoryLimitBytes);
    const instance = await QuickJsInstance.open(supply.loaded, memory, {
      onHost: (text) => guest.#answer(text),
      shouldInterrupt: () => guest.#hasEnded() || guest.#isOverTime(),
    });
    memory.restore(supply.template.memory);
    guest.#instance = instance;
    return guest;
  }

  deliver(text: string, limits: TurnLimits): TurnEnd {
    const instance = this.#instance;
    if (instance === undefined) {
      return "crashed";
    }
    const { context, runtime, deliver } = this.#template;
    this.#limits = limits;
    this.#startedAtMs = performance.now();
    this.#cpuAtStartMs = undefined;
    this.#isInTurn = true;
    try {
      const argument = instance.newString(context, text);
      const result = instance.call(context, deliver, argument);
      instance.ffi.QTS_FreeValuePointer(context, argument);
      instance.ffi.QTS_FreeValuePointer(context, result);
      let hasMore = !this.#hasEnded();
      while (hasMore) {
        hasMore = instance.runJobs(runtime, context, JOBS_PER_SLICE) && !this.#hasEnded() && !this.#isOverTime();
      }
    } catch {
      // A WebAssembly trap: the instance is in an unknown state and only thrown away.
      this.#end = this.#hasEnded() ? this.#end : "crashed";
    } finally {
      this.#isInTurn = false;
    }
    return this.#end;
  }

  /**
   * The instance goes with its last reference; freeing inside it is what a broken one would trip over. Its memory serves
   * the next guest only if this one ended well, and is not disposed from within one of its own turns.
   */
  dispose(): void {
    const instance = this.#instance;
    const endedWell = !this.#hasEnded() && !this.#isInTurn;
    this.#end = "crashed";
    this.#instance = undefined;
    if (instance !== undefined && endedWell) {
      this.#shelf.giveBack(this.#options.memoryLimitBytes, instance.memory);
    }
  }

  #answer(text: string): string | undefined {
    // A guest that has met a limit has no say any more, whatever it catches.
    if (this.#hasEnded()) {
      return undefined;
    }
    // Every guest starts from the same memory, so its random numbers would be the same.
    return text === "M" ? "seed" : this.#options.host(text);
  }

  #isOverTime(): boolean {
    const elapsedMs = performance.now() - this.#startedAtMs;
    if (elapsedMs >= this.#limits.wallTimeMs) {
      this.#end = "time-limit";
    } else if (elapsedMs >= Math.min(SHORT_TURN_MS, this.#limits.cpuTimeMs)) {
      this.#cpuAtStartMs ??= threadCpuMs() - elapsedMs;
      const isSpent =
        elapsedMs >= this.#limits.cpuTimeMs && threadCpuMs() - this.#cpuAtStartMs >= this.#limits.cpuTimeMs;
      this.#end = isSpent ? "cpu-limit" : this.#end;
    }
    return this.#end !== "idle";
  }

  #hasEnded(): boolean {
    if (this.#end === "idle" && this.#instance?.memory.isExhausted === true) {
      this.#end = "memory-limit";
    }
    return this.#end !== "idle";
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
