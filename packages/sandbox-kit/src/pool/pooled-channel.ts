import type { ChannelListener, ChannelStart, GuestChannel } from "../channel.ts";
import type { TurnEnd } from "../engine.ts";
import type { GuestProcess, ProcessExit } from "./guest-process.ts";
import type { ProcessWatch } from "./watch.ts";

type GuestEnd = Exclude<TurnEnd, "idle">;

const ENDS: readonly GuestEnd[] = ["cpu-limit", "time-limit", "memory-limit", "crashed"];
/** An engine's host side leaves with this code when V8 lost an isolate to lack of memory. */
const MEMORY_EXIT_CODE = 86;
/** How V8 and the allocator end a process when there is no more memory. */
const ABORT_SIGNALS: readonly (NodeJS.Signals | null)[] = ["SIGABRT", "SIGTRAP", "SIGILL", "SIGSEGV"];

/** What a channel needs of its pool. */
export interface PooledChannelOptions {
  readonly process: GuestProcess;
  readonly watch: ProcessWatch;
  /** Gives the process back, or reports it killed. */
  readonly onReleased: (how: "clean" | "kill") => void;
}

/** The way to a guest in a child process, for one execution. */
export class PooledChannel implements GuestChannel {
  readonly #process: GuestProcess;
  readonly #watch: ProcessWatch;
  readonly #onReleased: (how: "clean" | "kill") => void;
  #listener: ChannelListener | undefined;
  #isReleased = false;

  constructor({ process, watch, onReleased }: PooledChannelOptions) {
    this.#process = process;
    this.#watch = watch;
    this.#onReleased = onReleased;
    process.ref();
  }

  begin(start: ChannelStart): void {
    const child = this.#process;
    this.#listener = start.listener;
    child.onLine = (line) => this.#read(line);
    child.onExit = (exit) => this.#leave(exit);
    const { cpuTimeMs, wallTimeMs, memoryLimitBytes } = start;
    const onLimit = (end: GuestEnd): void => this.#stop(end);
    this.#watch.add({ pid: child.pid, cpuTimeMs, memoryLimitBytes, group: child.memoryGroup, onLimit });
    for (const [id, list] of start.memberLists) {
      if (!child.knownLists.has(id)) {
        child.knownLists.add(id);
        child.send(`N${id},${list.text}`);
      }
    }
    child.memoryLimitBytes = memoryLimitBytes;
    child.send(`B${JSON.stringify({ memoryLimitBytes, cpuTimeMs, wallTimeMs })}`);
  }

  deliver(text: string): void {
    if (!this.#isReleased) {
      this.#process.send(`D${text}`);
    }
  }

  end(how: "clean" | "kill"): void {
    if (!this.#isReleased) {
      this.#isReleased = true;
      this.#watch.remove(this.#process.pid);
      this.#onReleased(how);
    }
  }

  #read(line: string): void {
    if (line.startsWith(".")) {
      this.#listener?.onIdle(Number(line.slice(1)));
    } else if (line.startsWith("!")) {
      this.#stop(ENDS.find((end) => end === line.slice(1)) ?? "crashed");
    } else {
      this.#listener?.onFrame(line);
    }
  }

  #leave(exit: ProcessExit): void {
    if (!this.#isReleased) {
      const { wasNearLimit } = this.#watch.remove(this.#process.pid);
      this.#stop(exit.isOutOfMemory ? "memory-limit" : endOf(exit, wasNearLimit));
    }
  }

  #stop(end: GuestEnd): void {
    if (!this.#isReleased) {
      this.#listener?.onEnd(end);
      this.end("kill");
    }
  }
}

/** Why a process that nobody here killed is gone: judged by how it went, not by what a script says. */
function endOf(exit: ProcessExit, wasNearLimit: boolean): GuestEnd {
  if (exit.code === MEMORY_EXIT_CODE) {
    return "memory-limit";
  }
  const isAbort = ABORT_SIGNALS.includes(exit.signal);
  const saysMemory = /out of memory|allocation failed|heap limit/iu.test(exit.stderr);
  return isAbort && (saysMemory || wasNearLimit) ? "memory-limit" : "crashed";
}
