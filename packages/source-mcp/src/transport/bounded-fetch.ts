import type { FetchLike } from "@modelcontextprotocol/client";
import { PosternError } from "@postern/core";
import { boundEvents } from "./event-stream-bound.ts";
import { answeredId, faultReply, oversizeFault } from "./transport-fault.ts";

/** A `fetch` whose answers hold no message above the limit: an event is replaced by an error, another body fails. */
export function createBoundedFetch(limitBytes: number, inner: FetchLike = fetch): FetchLike {
  return async (url, init) => {
    const response = await inner(url, init);
    // 1xx, 204, 205 and 304 have no body, and `Response` refuses one.
    if (response.body === null || response.status < 200 || response.status === 304) {
      return response;
    }
    const isEventStream = response.headers.get("content-type")?.includes("text/event-stream") ?? false;
    const bound = isEventStream ? boundEvents(limitBytes, replacementOf(limitBytes)) : boundBytes(limitBytes);
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(bound), { status, statusText, headers });
  };
}

function replacementOf(limitBytes: number): Parameters<typeof boundEvents>[1] {
  return (edges) => {
    const id = answeredId({ ...edges, tail: edges.tail.trimEnd() });
    return id === undefined ? undefined : JSON.stringify(faultReply(id, oversizeFault(limitBytes, edges.bytes)));
  };
}

function boundBytes(limitBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > limitBytes) {
        const fault = oversizeFault(limitBytes);
        throw new PosternError(fault.code, fault.message);
      }
      controller.enqueue(chunk);
    },
  });
}
