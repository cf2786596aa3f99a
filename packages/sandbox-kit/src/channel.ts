import type { TurnEnd } from "./engine.ts";
import type { MemberList } from "./member-list.ts";

/** The host's end of the way to one guest, wherever that runs. */
export interface GuestChannel {
  /** Gives the guest its limits and the lists of members it may ask for. Before the first `deliver`. */
  begin(start: ChannelStart): void;
  /** Hands text to the guest. Answers arrive at the listener. */
  deliver(text: string): void;
  /**
   * The execution is over: no further frame is told. A `clean` guest's process may serve another one; any other is killed
   * at once.
   */
  end(how: "clean" | "kill"): void;
}

/** What a guest needs to know before it starts. */
export interface ChannelStart {
  readonly cpuTimeMs: number;
  readonly wallTimeMs: number;
  /** What is left of it now: the clock may have stood. */
  readonly wallTimeLeftMs: () => number;
  readonly memoryLimitBytes: number;
  /** By number; kept by the guest's process, so that a list is sent once. */
  readonly memberLists: ReadonlyMap<number, MemberList>;
  readonly listener: ChannelListener;
}

/** Hears from one guest. */
export interface ChannelListener {
  /** A frame of the guest: untrusted text. */
  onFrame(frame: string): void;
  /** The guest waits; it has computed for so many milliseconds in all. */
  onIdle(cpuTimeMs: number): void;
  /** The guest is gone. */
  onEnd(end: Exclude<TurnEnd, "idle">): void;
}

/** Gives out channels to fresh guests. */
export interface ChannelProvider extends AsyncDisposable {
  /** A guest that is ready to start. Waits while all places are taken. */
  acquire(memoryLimitBytes: number, signal: AbortSignal): Promise<GuestChannel>;
  warm(): Promise<void>;
}
