import type { JsonObject } from "@postern/core";
import type { CallOptions, ToolRuntime } from "@postern/runtime";
import { createInteractiveCalls, type InputRequired, type InteractiveCalls } from "./interactive-call.ts";
import type { RequestContext } from "./request-context.ts";
import type { ToolReply } from "./tool-replies.ts";

/** What a call is made with, however the client lets the person be asked. */
export interface CallWork {
  readonly signal: AbortSignal;
  readonly meta: JsonObject;
  readonly notifyProgress: ((message: string) => void) | undefined;
  readonly onElicitation?: NonNullable<CallOptions["onElicitation"]>;
}

/** Servers are made per request, so what waits between two requests is kept with the runtime, that is, per client. */
const WAITING = new WeakMap<ToolRuntime, InteractiveCalls>();

/** Makes a call for a request. It ends with the request, or goes on in a later one where a person has to be asked. */
export function runCall(
  runtime: ToolRuntime,
  context: RequestContext,
  work: (call: CallWork) => Promise<ToolReply>,
): Promise<ToolReply | InputRequired> {
  const { signal, meta, notifyProgress, elicitation } = context;
  if (elicitation.kind === "none") {
    return work({ signal, meta, notifyProgress });
  }
  if (elicitation.kind === "push") {
    return work({ signal, meta, notifyProgress, onElicitation: elicitation.ask });
  }
  const calls = WAITING.get(runtime) ?? createInteractiveCalls();
  WAITING.set(runtime, calls);
  const { state, responses } = elicitation;
  return calls.run({ signal, notifyProgress, state, responses }, (round) => work({ meta, ...round }));
}
