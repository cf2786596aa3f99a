const LINE_FEED = 10;
const EDGE_BYTES = 4096;

/** The two ends of something too long to keep. */
export interface Edges {
  readonly head: string;
  readonly tail: string;
  readonly bytes: number;
}

/** Keeps the first and last bytes of what is dropped, to see whose it was. */
export class EdgeKeeper {
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);
  #bytes = 0;

  push(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#head.length < EDGE_BYTES) {
      this.#head = Buffer.concat([this.#head, part.subarray(0, EDGE_BYTES - this.#head.length)]);
    }
    this.#tail = Buffer.concat([this.#tail, part.subarray(-EDGE_BYTES)]).subarray(-EDGE_BYTES);
  }

  get edges(): Edges {
    return { head: this.#head.toString("utf8"), tail: this.#tail.toString("utf8"), bytes: this.#bytes };
  }
}

/** Where a framer's lines go. */
export interface LineSink {
  onLine(line: string): void;
  /** A line was longer than the limit; it was not kept. */
  onOversize(edges: Edges): void;
}

/** Splits a byte stream into lines, holding no more than the limit. */
export class LineFramer {
  readonly #limitBytes: number;
  readonly #sink: LineSink;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #dropped: EdgeKeeper | undefined;

  constructor(limitBytes: number, sink: LineSink) {
    this.#limitBytes = limitBytes;
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#append(chunk.subarray(start, end));
      this.#endLine();
      start = end + 1;
    }
    this.#append(chunk.subarray(start));
  }

  #append(part: Uint8Array): void {
    if (part.length === 0) {
      return;
    }
    this.#bytes += part.length;
    if (this.#dropped === undefined && this.#bytes > this.#limitBytes) {
      this.#dropped = new EdgeKeeper();
      for (const kept of this.#parts) {
        this.#dropped.push(kept);
      }
      this.#parts = [];
    }
    if (this.#dropped === undefined) {
      this.#parts.push(part);
    } else {
      this.#dropped.push(part);
    }
  }

  #endLine(): void {
    const parts = this.#parts;
    const dropped = this.#dropped;
    this.#parts = [];
    this.#bytes = 0;
    this.#dropped = undefined;
    if (dropped === undefined) {
      this.#sink.onLine(Buffer.concat(parts).toString("utf8"));
    } else {
      this.#sink.onOversize(dropped.edges);
    }
  }
}
