const NEWLINE = 10;

/** Puts lines together from chunks. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #parts: Buffer[] = [];
  /** Bytes of the line that has not ended yet. */
  pendingBytes = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const rest = chunk.subarray(from, end);
      from = end + 1;
      this.#onLine(this.#take(rest));
    }
    if (from < chunk.length) {
      this.#parts.push(chunk.subarray(from));
      this.pendingBytes += chunk.length - from;
    }
  }

  #take(rest: Buffer): string {
    if (this.#parts.length === 0) {
      return rest.toString();
    }
    const line = Buffer.concat([...this.#parts, rest]).toString();
    this.#parts = [];
    this.pendingBytes = 0;
    return line;
  }
}
