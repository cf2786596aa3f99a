import { INITIAL_PAGES } from "./memory-import.ts";
import { webAssembly } from "./web-assembly.ts";
import type { WasmMemory } from "./web-assembly.ts";

const PAGE_BYTES = 64 * 1024;
/** What a 32-bit module can address, as it was compiled: 2 GiB. */
const MAX_PAGES = 32_768;

/**
 * A WebAssembly memory with a hard upper bound, which tells when the guest ran into it. QuickJS's own
 * `setMemoryLimit` bounds nothing reliably: 901 MB were seen under a limit of 64.
 */
export class BoundedMemory {
  readonly memory: WasmMemory;
  /** Growing was refused, and has not succeeded since. */
  isExhausted = false;
  #bytes: Buffer;

  constructor(limitBytes: number) {
    const pages = Math.ceil(limitBytes / PAGE_BYTES);
    const maximum = Math.min(MAX_PAGES, Math.max(INITIAL_PAGES, pages));
    this.memory = new webAssembly.Memory({ initial: INITIAL_PAGES, maximum });
    this.#bytes = Buffer.from(this.memory.buffer);
    const grow = this.memory.grow.bind(this.memory);
    // Emscripten grows through this method and tries smaller steps after a refusal.
    this.memory.grow = (more) => {
      this.isExhausted = true;
      const before = grow(more);
      this.isExhausted = false;
      return before;
    };
  }

  /**
   * Makes it all zeros again, for another guest. Answers false where only a new one will do: it has grown, or something
   * wrote where no guest does.
   */
  wipe({ unused }: MemorySnapshot): boolean {
    this.isExhausted = false;
    const { bytes } = this;
    const guards = [unused.from, unused.to - BLOCK_BYTES].map((from) => bytes.subarray(from, from + BLOCK_BYTES));
    if (bytes.length > INITIAL_PAGES * PAGE_BYTES || !guards.every((guard) => guard.equals(ZEROS))) {
      return false;
    }
    bytes.fill(0, 0, unused.from);
    bytes.fill(0, unused.to);
    return true;
  }

  /** All of it, as it is now: growing replaces the buffer. */
  get bytes(): Buffer {
    if (this.#bytes.buffer !== this.memory.buffer) {
      this.#bytes = Buffer.from(this.memory.buffer);
    }
    return this.#bytes;
  }

  /** A copy of all blocks that are not zero; new memory is zero everywhere. */
  snapshot(): MemorySnapshot {
    const { bytes } = this;
    const runs: MemoryRun[] = [];
    let unused: MemoryRange = { from: 0, to: 0 };
    let end = 0;
    let start = 0;
    for (let at = 0; at <= bytes.length; at += BLOCK_BYTES) {
      const isUsed = at < bytes.length && !bytes.subarray(at, at + BLOCK_BYTES).equals(ZEROS);
      if (!isUsed) {
        if (at > start) {
          runs.push({ offset: start, bytes: Uint8Array.prototype.slice.call(bytes, start, at) });
          unused = start - end > unused.to - unused.from ? { from: end, to: start } : unused;
          end = at;
        }
        start = at + BLOCK_BYTES;
      }
    }
    return { runs, unused: { from: unused.from + MARGIN_BYTES, to: unused.to - MARGIN_BYTES } };
  }

  /** Puts a copy in place. Everything beside it must be as it was at the start. */
  restore(snapshot: MemorySnapshot): void {
    const { bytes } = this;
    for (const run of snapshot.runs) {
      bytes.set(run.bytes, run.offset);
    }
  }
}

/** Bytes that lie together. */
interface MemoryRun {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

interface MemoryRange {
  readonly from: number;
  readonly to: number;
}

/** The content of a memory. */
export interface MemorySnapshot {
  readonly runs: readonly MemoryRun[];
  /** The middle of the module's stack of 5 MiB, of which the engine is let have 128 KiB: nothing is ever written there. */
  readonly unused: MemoryRange;
}

/** What lies around the longest stretch of zeros and may yet be written: twice what the engine's stack may take. */
const MARGIN_BYTES = 256 * 1024;
const BLOCK_BYTES = 4096;
const ZEROS = Buffer.alloc(BLOCK_BYTES);
