/**
 * What a driver implements: it starts its engine and moves text. Everything else (the guest's world, values, limits,
 * calls, errors) is the kit's. An engine lives where its guests live: in a pooled child process, or in the embedding one.
 */
export interface Engine {
  /**
   * A fresh world: nothing of an earlier guest is in it, and its memory is bounded. Evaluates `prelude` in it, which is an
   * expression: a function that takes `host` and answers the guest's `deliver`.
   */
  createGuest(options: GuestOptions): Guest | Promise<Guest>;
}

/** What a guest is made of. */
export interface GuestOptions {
  /** Bytes that the guest's heap may take. */
  readonly memoryLimitBytes: number;
  /** JavaScript source, an expression. */
  readonly prelude: string;
  /** Handed to the prelude. Takes text, may answer text, never throws. */
  readonly host: (text: string) => string | undefined;
}

/** One world in which one script runs. */
export interface Guest {
  /**
   * Hands text to the function that the prelude answered, and runs the guest's jobs until none is left. Says why it came
   * back: `idle`, or a limit that the guest met. After anything but `idle` the guest is only disposed.
   */
  deliver(text: string, limits: TurnLimits): TurnEnd;
  /** Frees what the guest holds. Safe after every kind of end. */
  dispose(): void;
}

/** How long a turn may take. An engine that cannot stop a turn ignores it: the host kills the process. */
export interface TurnLimits {
  readonly cpuTimeMs: number;
  readonly wallTimeMs: number;
}

/** Why a turn ended. Decided by what the engine's host side saw, never by the text of an error. */
export type TurnEnd = "idle" | "cpu-limit" | "time-limit" | "memory-limit" | "crashed";

/** Where an engine stands. */
export interface EngineOptions {
  /**
   * A directory in which an engine may keep what the next process can use, from before its first guest. It belongs to one
   * sandbox and goes with it. Absent in a process that is not the sandbox's own.
   */
  readonly cacheDirectory?: string | undefined;
}

/** What an engine module exports, so that a child process can load it by its URL. */
export interface EngineModule {
  createEngine(options?: EngineOptions): Engine | Promise<Engine>;
}
