import { readSync, writeSync } from "node:fs";

const NEWLINE = 10;
const CHUNK_BYTES = 64 * 1024;

/** Lines of standard input, read with blocking calls: a guest's process has nothing else to do than to wait for one. */
export class BlockingLineReader {
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #from = 0;
  #to = 0;

  /** The next line without its end, or undefined at the end of the input: the host is gone. */
  next(): string | undefined {
    const parts: Buffer[] = [];
    for (;;) {
      const end = this.#chunk.subarray(0, this.#to).indexOf(NEWLINE, this.#from);
      if (end >= 0) {
        const rest = this.#chunk.subarray(this.#from, end);
        this.#from = end + 1;
        return (parts.length === 0 ? rest : Buffer.concat([...parts, rest])).toString();
      }
      if (this.#from < this.#to) {
        parts.push(Buffer.from(this.#chunk.subarray(this.#from, this.#to)));
      }
      this.#from = 0;
      this.#to = retryWhileBusy(() => readSync(0, this.#chunk, 0, CHUNK_BYTES, null));
      if (this.#to === 0) {
        return undefined;
      }
    }
  }
}

/** Writes all of a text to standard output before it comes back. */
export function writeBlocking(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    written += retryWhileBusy(() => writeSync(1, bytes, written));
  }
}

/** Where a pipe was left non-blocking by somebody, the call is made again a moment later. */
function retryWhileBusy(attempt: () => number): number {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
