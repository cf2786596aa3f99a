import type { CallProgress } from "@postern/core";
import type { CallOptions, ToolRuntime } from "@postern/runtime";
import { type AskClient, askPersonBy, clientBehind } from "./client-question.ts";
import { createInteractiveCalls, type InputRequired, type InteractiveCalls } from "./interactive-call.ts";
import type { RequestContext } from "./request-context.ts";

/** What a call is made with, however the client can be asked. */
export interface CallWork extends Omit<CallOptions, "onProgress" | "client" | "log"> {
  readonly notifyProgress: ((progress: CallProgress) => void) | undefined;
  /** The client itself and the reader of logs, for calls that are passed through. */
  readonly passed: Pick<CallOptions, "client" | "log">;
}

/** Servers are made per request, so what waits between two requests is kept with the runtime, that is, per client. */
const WAITING = new WeakMap<ToolRuntime, InteractiveCalls>();

/** Makes a call for a request. It ends with the request, or goes on in a later one where the client has to be asked. */
export function runCall<Reply>(
  runtime: ToolRuntime,
  context: RequestContext,
  work: (call: CallWork) => Promise<Reply>,
): Promise<Reply | InputRequired> {
  const { signal, meta, notifyProgress, log, asking, capabilities = {} } = context;
  type Open = Pick<RequestContext, "signal" | "notifyProgress" | "log"> & { readonly ask?: AskClient };
  const begin = (open: Open): Promise<Reply> =>
    work({
      meta,
      signal: open.signal,
      notifyProgress: open.notifyProgress,
      passed: { client: clientBehind(capabilities, open.ask), ...(open.log === undefined ? {} : { log: open.log }) },
      ...(open.ask === undefined ? {} : { onElicitation: askPersonBy(open.ask) }),
    });
  if (asking.kind === "none") {
    return begin({ signal, notifyProgress, log });
  }
  if (asking.kind === "push") {
    return begin({ signal, notifyProgress, log, ask: asking.ask });
  }
  const calls = WAITING.get(runtime) ?? createInteractiveCalls();
  WAITING.set(runtime, calls);
  const { state, responses } = asking;
  return calls.run({ signal, notifyProgress, log, state, responses }, begin);
}
