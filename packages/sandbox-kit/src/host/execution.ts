import type {
  CallPath,
  FailureCode,
  GuestError,
  PreparedScript,
  RunOptions,
  RunOutcome,
  ScriptHost,
  ScriptValue,
} from "@postern/core";
import type { ChannelListener, ChannelProvider, GuestChannel } from "../channel.ts";
import type { TurnEnd } from "../engine.ts";
import { CallDesk } from "./call-desk.ts";
import { readFailure } from "./failure.ts";
import { LogBook } from "./log-book.ts";
import { describeNamespaces } from "./member-lists.ts";
import { limitError } from "./messages.ts";
import { WallClock } from "./wall-clock.ts";
import { decodeWire } from "./wire.ts";

type Ending =
  | { readonly status: "completed"; readonly value: ScriptValue | undefined; readonly resultBytes: number }
  | { readonly status: "failed"; readonly error: GuestError; readonly resultBytes: number };

const END_CODES: Readonly<Record<Exclude<TurnEnd, "idle">, FailureCode>> = {
  "cpu-limit": "CPU_LIMIT",
  "time-limit": "TIMEOUT",
  "memory-limit": "MEMORY_LIMIT",
  crashed: "SANDBOX_CRASHED",
};

/** One run of one script: the host's half. Keeps every limit, whatever the guest's half does. */
export class Execution implements ChannelListener {
  readonly #script: PreparedScript;
  readonly #host: ScriptHost;
  readonly #options: RunOptions;
  readonly #logs: LogBook;
  readonly #desk: CallDesk;
  readonly #clock: WallClock;
  readonly #stop = new AbortController();
  readonly #ended = Promise.withResolvers<Ending>();
  #channel: GuestChannel | undefined;
  #wakeTimer: NodeJS.Timeout | undefined;
  #wakeSoon: NodeJS.Immediate | undefined;
  #cpuTimeMs = 0;
  #unsettled: readonly CallPath[] = [];
  #isOver = false;

  constructor(script: PreparedScript, host: ScriptHost, options: RunOptions) {
    this.#script = script;
    this.#host = host;
    this.#options = options;
    this.#logs = new LogBook(options.budget, options.onLog);
    this.#clock = new WallClock(options.budget.wallTimeMs, () => this.#fail("TIMEOUT"));
    this.#desk = new CallDesk({
      host,
      budget: options.budget,
      answer: (text) => this.#channel?.deliver(text),
      onCallLimit: () => this.#fail("CALL_LIMIT"),
    });
  }

  /** Runs to the end. Whatever happens, the guest is gone or clean afterwards and no call is under way. */
  async run(provider: ChannelProvider): Promise<RunOutcome> {
    const { signal } = this.#options;
    const abort = (): void => this.abort();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      if (signal?.aborted === true) {
        abort();
      } else {
        this.#start(provider).catch((error: unknown) => this.#ended.reject(error));
      }
      return this.#outcome(await this.#ended.promise);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Ends it from outside, as its caller's signal does. */
  abort(): void {
    this.#fail("ABORTED");
  }

  onFrame(frame: string): void {
    if (this.#isOver) {
      return;
    }
    try {
      this.#read(frame);
    } catch {
      // Only a guest that took its own half apart writes such frames.
      this.#fail("SANDBOX_CRASHED");
    }
  }

  onIdle(cpuTimeMs: number): void {
    this.#cpuTimeMs = cpuTimeMs;
  }

  onEnd(end: Exclude<TurnEnd, "idle">): void {
    this.#fail(END_CODES[end]);
  }

  async #start(provider: ChannelProvider): Promise<void> {
    const { budget } = this.#options;
    let channel: GuestChannel;
    try {
      channel = await provider.acquire(budget.memoryLimitBytes, this.#stop.signal);
    } catch (error) {
      if (this.#isOver) {
        return;
      }
      throw error;
    }
    if (this.#isOver) {
      channel.end("clean");
      return;
    }
    this.#channel = channel;
    const { namespaces, lists } = describeNamespaces(this.#host);
    this.#clock.start();
    this.#options.onStart?.(this.#clock);
    channel.begin({
      cpuTimeMs: budget.cpuTimeMs,
      wallTimeMs: budget.wallTimeMs,
      wallTimeLeftMs: () => this.#clock.leftMs,
      memoryLimitBytes: budget.memoryLimitBytes,
      memberLists: lists,
      listener: this,
    });
    const { maxArgumentBytes, maxResultBytes, maxLogBytes } = budget;
    const { maxLogLines } = this.#logs;
    const message = { code: this.#script.code, namespaces, maxArgumentBytes, maxResultBytes, maxLogBytes, maxLogLines };
    channel.deliver(`S${JSON.stringify(message)}`);
  }

  #read(frame: string): void {
    const text = frame.slice(1);
    switch (frame[0]) {
      case "C":
        this.#desk.open(text);
        return;
      case "L":
        this.#logs.add(text);
        return;
      case "W":
        this.#setWake(text);
        return;
      case "D":
        this.#complete(text);
        return;
      case "F":
        this.#end(
          {
            status: "failed",
            error: readFailure(text, { script: this.#script, namespaces: this.#host.namespaces }),
            resultBytes: 0,
          },
          "clean",
        );
        return;
      default:
        throw new SyntaxError("not a frame");
    }
  }

  #complete(wire: string): void {
    const resultBytes = Math.max(0, Buffer.byteLength(wire) - 1);
    if (resultBytes > this.#options.budget.maxResultBytes) {
      this.#end({ status: "failed", error: limitError("OUTPUT_LIMIT", this.#options.budget), resultBytes }, "clean");
      return;
    }
    this.#end({ status: "completed", value: decodeWire(wire), resultBytes }, "clean");
  }

  /** The guest asks to be woken in so many milliseconds, once; the last wish counts. */
  #setWake(text: string): void {
    this.#cancelWake();
    const wake = (): void => this.#channel?.deliver("T");
    const delayMs = Number(text);
    if (delayMs > 0) {
      this.#wakeTimer = setTimeout(wake, Math.min(delayMs, 2 ** 31 - 1));
    } else {
      this.#wakeSoon = setImmediate(wake);
    }
  }

  #cancelWake(): void {
    clearTimeout(this.#wakeTimer);
    clearImmediate(this.#wakeSoon);
  }

  #fail(code: FailureCode): void {
    this.#end({ status: "failed", error: limitError(code, this.#options.budget), resultBytes: 0 }, "kill");
  }

  #end(ending: Ending, how: "clean" | "kill"): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#clock.stop();
    this.#cancelWake();
    this.#unsettled = this.#desk.close();
    this.#channel?.end(how);
    this.#ended.resolve(ending);
    this.#stop.abort();
  }

  #outcome(ending: Ending): RunOutcome {
    const { resultBytes, ...result } = ending;
    return {
      ...result,
      logs: this.#logs.entries,
      usage: {
        wallTimeMs: this.#clock.elapsedMs,
        cpuTimeMs: this.#cpuTimeMs,
        callTimeMs: this.#desk.callTimeMs,
        calls: this.#desk.calls,
        argumentBytes: this.#desk.argumentBytes,
        callResultBytes: this.#desk.resultBytes,
        resultBytes,
        logBytes: this.#logs.bytes,
      },
      unsettledCalls: this.#unsettled,
    };
  }
}
