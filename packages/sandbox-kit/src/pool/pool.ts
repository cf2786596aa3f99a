import { PosternError } from "@postern/core";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { ChannelProvider, GuestChannel } from "../channel.ts";
import { GuestProcess } from "./guest-process.ts";
import type { GuestCommand, GuestCommandOptions } from "./guest-process.ts";
import { PooledChannel } from "./pooled-channel.ts";
import { keepFromRemoval, removeWithHost } from "./reaper.ts";
import { ProcessWatch } from "./watch.ts";

/** How a pool is run. */
export interface PoolOptions {
  /** How to start a process. */
  readonly command: (options: GuestCommandOptions) => GuestCommand;
  readonly maxProcesses: number;
  /** Processes that are kept ready beside the busy ones. */
  readonly spareProcesses: number;
  /** Executions after which a process is replaced. */
  readonly maxExecutionsPerProcess: number;
  /** Growth of a process's resident memory, in bytes, after which it is replaced. */
  readonly maxGrowthBytes: number;
  /** For what memory limit processes are prepared until an execution asks for another. */
  readonly memoryLimitBytes: number;
}

/** A caller who waits for a process. */
interface Waiter {
  readonly memoryLimitBytes: number;
  readonly resolve: (process: GuestProcess) => void;
  readonly reject: (error: unknown) => void;
}

/** Starting a process holds the host's event loop for 1 to 2 ms: it waits until a short execution is over. */
const REPLENISH_DELAY_MS = 5;
/** How long a process may take to come back after an execution that ended well, before it is killed. */
const RETURN_GRACE_MS = 250;
/** Processes that start at once: more would only take the cores from those that could serve meanwhile. */
const MAX_STARTING = Math.max(2, availableParallelism());
/** Failed starts in a row after which callers are told. */
const MAX_FAILED_STARTS = 3;

/** `work`, which stays empty, and `cache`. */
function createDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "postern-guest-"));
  removeWithHost(directory);
  mkdirSync(join(directory, "work"));
  mkdirSync(join(directory, "cache"));
  return directory;
}

/** Keeps child processes ready, one execution at a time in each, and replaces those that are used up or dead. */
export class ProcessPool implements ChannelProvider {
  readonly #options: PoolOptions;
  readonly #watch = new ProcessWatch();
  readonly #all = new Set<GuestProcess>();
  readonly #idle: GuestProcess[] = [];
  readonly #waiters: Waiter[] = [];
  #starting = 0;
  /** The kernel moves a process into its group, and would hold back another start. */
  #isGrouping = false;
  #replenishTimer: NodeJS.Timeout | undefined;
  /** Processes between two executions, ready again in a moment. */
  #returning = 0;
  #failedStarts = 0;
  #memoryLimitBytes: number;
  #directory: string | undefined;
  #isDisposed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#memoryLimitBytes = options.memoryLimitBytes;
  }

  async warm(): Promise<void> {
    this.#replenish();
    if (this.#idle.length === 0) {
      const child = await this.#take(this.#memoryLimitBytes, new AbortController().signal);
      this.#putBack(child);
    }
  }

  async acquire(memoryLimitBytes: number, signal: AbortSignal): Promise<GuestChannel> {
    this.#memoryLimitBytes = memoryLimitBytes;
    const child = await this.#take(memoryLimitBytes, signal);
    child.executions += 1;
    this.#replenishSoon();
    return new PooledChannel({
      process: child,
      watch: this.#watch,
      onReleased: (how) => this.#release(child, how),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    clearTimeout(this.#replenishTimer);
    const gone = [...this.#all].map((child) => child.exited);
    for (const child of this.#all) {
      child.ref();
      child.kill();
    }
    for (const waiter of this.#waiters.splice(0)) {
      waiter.reject(new PosternError("DISPOSED", "The sandbox was disposed."));
    }
    await Promise.all(gone);
    if (this.#directory !== undefined) {
      rmSync(this.#directory, { recursive: true, force: true });
      keepFromRemoval(this.#directory);
    }
  }

  /** An idle process now, or the next one that becomes free. */
  async #take(memoryLimitBytes: number, signal: AbortSignal): Promise<GuestProcess> {
    // One that waits with its next guest made, else the one that has had the longest time to make it.
    const prepared = this.#idle.findIndex((child) => child.isPrepared && child.memoryLimitBytes === memoryLimitBytes);
    const [child] = this.#idle.splice(Math.max(0, prepared), 1);
    if (child !== undefined) {
      return child;
    }
    const { promise, resolve, reject } = Promise.withResolvers<GuestProcess>();
    const waiter: Waiter = { memoryLimitBytes, resolve, reject };
    this.#waiters.push(waiter);
    const leave = (): void => {
      const index = this.#waiters.indexOf(waiter);
      if (index >= 0) {
        this.#waiters.splice(index, 1);
        reject(new PosternError("ABORTED", "The execution ended before a process was free."));
      }
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#replenish();
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** Starts processes until every waiter will have one and the spares are there, up to the maximum. */
  #replenish(): void {
    if (this.#isDisposed) {
      return;
    }
    const wanted = this.#waiters.length + this.#options.spareProcesses;
    const coming = (): number => this.#idle.length + this.#starting + this.#returning;
    const canStart = (): boolean =>
      !this.#isGrouping && this.#starting < MAX_STARTING && this.#all.size < this.#options.maxProcesses;
    while (coming() < wanted && canStart()) {
      this.#start();
    }
  }

  /** Off the way of an execution that begins or ends. Whoever waits for a process has it started at once instead. */
  #replenishSoon(): void {
    if (this.#waiters.length > 0) {
      this.#replenish();
      return;
    }
    this.#replenishTimer ??= setTimeout(() => {
      this.#replenishTimer = undefined;
      this.#replenish();
    }, REPLENISH_DELAY_MS).unref();
  }

  #start(): void {
    const directory = (this.#directory ??= createDirectory());
    const memoryLimitBytes = this.#waiters[0]?.memoryLimitBytes ?? this.#memoryLimitBytes;
    const child = new GuestProcess({
      command: this.#options.command({ memoryLimitBytes, cacheDirectory: join(directory, "cache") }),
      directory: join(directory, "work"),
      memoryLimitBytes,
    });
    this.#all.add(child);
    this.#starting += 1;
    this.#isGrouping = true;
    child.grouped.then(
      () => {
        this.#isGrouping = false;
        this.#replenish();
        return undefined;
      },
      () => undefined,
    );
    child.exited.then(
      () => this.#forget(child),
      () => undefined,
    );
    child.ready.then(
      (isReady) => this.#started(child, isReady),
      () => undefined,
    );
  }

  #started(child: GuestProcess, isReady: boolean): void {
    this.#starting -= 1;
    if (isReady) {
      this.#failedStarts = 0;
      this.#putBack(child);
      this.#replenish();
    } else {
      this.#failedStarts += 1;
      child.exited.then(
        ({ stderr, code, signal }) => this.#reportStart(stderr.trim() || `exit ${code ?? signal ?? ""}`),
        () => undefined,
      );
    }
  }

  /** A process that cannot be started is the machine's fault: whoever waits is told, after a few attempts. */
  #reportStart(reason: string): void {
    if (this.#failedStarts >= MAX_FAILED_STARTS) {
      this.#failedStarts = 0;
      for (const waiter of this.#waiters.splice(0)) {
        waiter.reject(new PosternError("INTERNAL", `A sandbox process cannot be started: ${reason}`));
      }
    } else if (this.#waiters.length > 0) {
      this.#replenish();
    }
  }

  #release(child: GuestProcess, how: "clean" | "kill"): void {
    if (how === "kill" || child.executions >= this.#options.maxExecutionsPerProcess) {
      this.#discard(child);
      return;
    }
    const grace = setTimeout(() => this.#discard(child), RETURN_GRACE_MS).unref();
    this.#returning += 1;
    child.finish().then(
      (isReady) => {
        this.#returning -= 1;
        clearTimeout(grace);
        if (isReady && child.residentBytes - child.baselineBytes <= this.#options.maxGrowthBytes) {
          this.#putBack(child);
        } else {
          this.#discard(child);
          this.#replenish();
        }
        return undefined;
      },
      () => undefined,
    );
  }

  #putBack(child: GuestProcess): void {
    if (child.isGone || this.#isDisposed) {
      this.#discard(child);
      return;
    }
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      waiter.resolve(child);
    } else {
      child.unref();
      this.#idle.push(child);
    }
  }

  #discard(child: GuestProcess): void {
    child.kill();
    this.#forget(child);
  }

  #forget(child: GuestProcess): void {
    if (this.#all.delete(child)) {
      const index = this.#idle.indexOf(child);
      if (index >= 0) {
        this.#idle.splice(index, 1);
      }
      this.#replenishSoon();
    }
  }
}
