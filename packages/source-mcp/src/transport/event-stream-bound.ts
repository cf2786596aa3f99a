import { EdgeKeeper } from "./line-framer.ts";
import type { Edges } from "./line-framer.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * A stream of server-sent events in which an event above the limit is cut off, so that the reader sees an event that is no
 * message, and replaced by what `replacement` makes of its ends. Everything else passes through untouched and unbuffered.
 * Events end at an empty line. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function boundEvents(
  limitBytes: number,
  replacement: (edges: Edges) => string | undefined,
): TransformStream<Uint8Array, Uint8Array> {
  const encoder = new TextEncoder();
  const boundary = new EventBoundary();
  let eventBytes = 0;
  let edges = new EdgeKeeper();
  let isCut = false;

  function take(part: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>): void {
    eventBytes += part.length;
    edges.push(part);
    if (isCut) {
      return;
    }
    if (eventBytes > limitBytes) {
      isCut = true;
      controller.enqueue(encoder.encode("\n\n"));
      return;
    }
    controller.enqueue(part);
  }

  function endEvent(controller: TransformStreamDefaultController<Uint8Array>): void {
    const text = isCut ? replacement(edges.edges) : undefined;
    if (text !== undefined) {
      controller.enqueue(encoder.encode(`data: ${text}\n\n`));
    }
    eventBytes = 0;
    edges = new EdgeKeeper();
    isCut = false;
  }

  return new TransformStream({
    transform(chunk, controller) {
      let start = 0;
      for (let end = boundary.next(chunk, 0); end !== -1; end = boundary.next(chunk, end)) {
        take(chunk.subarray(start, end), controller);
        endEvent(controller);
        start = end;
      }
      if (start < chunk.length) {
        take(chunk.subarray(start), controller);
      }
    },
  });
}

/** Finds the ends of events across chunks. Lines end with LF, CR or CR LF. */
class EventBoundary {
  #isLineEmpty = true;
  #wasReturn = false;

  /** The index behind the next empty line at or after `from`, or -1. */
  next(chunk: Uint8Array, from: number): number {
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (byte === LINE_FEED && this.#wasReturn) {
        this.#wasReturn = false;
        continue;
      }
      this.#wasReturn = byte === CARRIAGE_RETURN;
      if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
        this.#isLineEmpty = false;
      } else if (this.#isLineEmpty) {
        return index + 1;
      } else {
        this.#isLineEmpty = true;
      }
    }
    return -1;
  }
}
