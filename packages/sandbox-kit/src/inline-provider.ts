import type { ChannelProvider, ChannelStart, GuestChannel } from "./channel.ts";
import type { Engine, Guest } from "./engine.ts";
import { openGuest } from "./guest-port.ts";

/** How guests in the embedding process are made. */
export interface InlineOptions {
  readonly startEngine: () => Promise<Engine>;
  /** For what limit the first guest is made ahead. */
  readonly memoryLimitBytes: number;
}

/** Guests in this very process: nothing to wait for, and nothing to kill. The engine's own limits are all there is. */
export class InlineProvider implements ChannelProvider {
  readonly #startEngine: () => Promise<Engine>;
  #engine: Promise<Engine> | undefined;
  #memoryLimitBytes: number;
  /** The next guest, made while nobody waits for it. */
  #prepared: { readonly memoryLimitBytes: number; readonly channel: InlineChannel } | undefined;
  #preparing: Promise<void> | undefined;
  #isDisposed = false;

  constructor({ startEngine, memoryLimitBytes }: InlineOptions) {
    this.#startEngine = startEngine;
    this.#memoryLimitBytes = memoryLimitBytes;
  }

  async warm(): Promise<void> {
    this.#preparing ??= this.#prepare().finally(() => {
      this.#preparing = undefined;
    });
    await this.#preparing;
  }

  async acquire(memoryLimitBytes: number): Promise<GuestChannel> {
    this.#memoryLimitBytes = memoryLimitBytes;
    const prepared = this.#prepared;
    this.#prepared = undefined;
    if (prepared?.memoryLimitBytes === memoryLimitBytes) {
      return prepared.channel;
    }
    prepared?.channel.end();
    return this.#open(memoryLimitBytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#preparing?.catch(() => undefined);
    this.#prepared?.channel.end();
    this.#prepared = undefined;
  }

  async #open(memoryLimitBytes: number): Promise<InlineChannel> {
    const engine = await (this.#engine ??= this.#startEngine());
    return InlineChannel.open(engine, memoryLimitBytes, () => this.#prepareSoon());
  }

  async #prepare(): Promise<void> {
    if (this.#prepared === undefined && !this.#isDisposed) {
      const memoryLimitBytes = this.#memoryLimitBytes;
      this.#prepared = { memoryLimitBytes, channel: await this.#open(memoryLimitBytes) };
    }
  }

  /** After whatever waits for the outcome of the execution that has just ended. */
  #prepareSoon(): void {
    setImmediate(() => {
      // Whoever needs a guest then makes it, and is told what is wrong.
      this.warm().catch(() => undefined);
    }).unref();
  }
}

class InlineChannel implements GuestChannel {
  static async open(engine: Engine, memoryLimitBytes: number, onEnded: () => void): Promise<InlineChannel> {
    const channel = new InlineChannel(onEnded);
    channel.#guest = await openGuest(engine, {
      memoryLimitBytes,
      memberList: (listId) => channel.#start?.memberLists.get(listId),
      emit: (frame) => channel.#frames.push(frame),
    });
    return channel;
  }

  readonly #onEnded: () => void;
  #guest: Guest | undefined;
  #start: ChannelStart | undefined;
  #frames: string[] = [];
  #cpuTimeMs = 0;
  #isInTurn = false;

  private constructor(onEnded: () => void) {
    this.#onEnded = onEnded;
  }

  begin(start: ChannelStart): void {
    this.#start = start;
  }

  deliver(text: string): void {
    const guest = this.#guest;
    const start = this.#start;
    if (guest === undefined || start === undefined) {
      return;
    }
    this.#isInTurn = true;
    const before = performance.now();
    const end = guest.deliver(text, {
      cpuTimeMs: start.cpuTimeMs - this.#cpuTimeMs,
      wallTimeMs: start.wallTimeLeftMs(),
    });
    this.#cpuTimeMs += performance.now() - before;
    this.#isInTurn = false;
    start.listener.onIdle(this.#cpuTimeMs);
    const frames = this.#frames;
    this.#frames = [];
    for (const frame of frames) {
      start.listener.onFrame(frame);
    }
    if (end !== "idle") {
      start.listener.onEnd(end);
    }
  }

  end(): void {
    const guest = this.#guest;
    this.#guest = undefined;
    if (!this.#isInTurn) {
      guest?.dispose();
    }
    this.#onEnded();
  }
}
