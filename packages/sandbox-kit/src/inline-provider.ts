import type { ChannelProvider, ChannelStart, GuestChannel } from "./channel.ts";
import type { Engine, Guest } from "./engine.ts";
import { openGuest } from "./guest-port.ts";

/** Guests in this very process: nothing to wait for, and nothing to kill. The engine's own limits are all there is. */
export function createInlineProvider(startEngine: () => Promise<Engine>): ChannelProvider {
  let engine: Promise<Engine> | undefined;
  const started = (): Promise<Engine> => (engine ??= startEngine());
  return {
    warm: async () => {
      await started();
    },
    acquire: async (memoryLimitBytes) => InlineChannel.open(await started(), memoryLimitBytes),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

class InlineChannel implements GuestChannel {
  static async open(engine: Engine, memoryLimitBytes: number): Promise<InlineChannel> {
    const channel = new InlineChannel();
    channel.#guest = await openGuest(engine, {
      memoryLimitBytes,
      memberList: (listId) => channel.#start?.memberLists.get(listId),
      emit: (frame) => channel.#frames.push(frame),
    });
    return channel;
  }

  #guest: Guest | undefined;
  #start: ChannelStart | undefined;
  #frames: string[] = [];
  #cpuTimeMs = 0;
  #isInTurn = false;

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
  }
}
