import type { CallContext, JsonObject } from "@postern/core";
import { eitherSignal } from "./abortable.ts";
import type { Interception } from "./interceptors.ts";
import type { CallOptions } from "./runtime-types.ts";
import type { TrackedCall } from "./script-host.ts";

/** Who calls without a script, and what ends it. */
export interface CallerParts {
  readonly owner: string;
  readonly interception: Interception;
  /** Aborted when the runtime is disposed. */
  readonly disposal: AbortSignal;
}

/** Makes calls without a script: each counts as an execution of its own. */
export function trackSingle({ owner, interception, disposal }: CallerParts, options: CallOptions): TrackedCall {
  const { signal, onProgress, meta = {}, onElicitation, client, log } = options;
  const executionId = crypto.randomUUID();
  return (called, work) => {
    const context = (passedOn: JsonObject): CallContext => ({
      signal: eitherSignal(disposal, signal),
      executionId,
      meta: passedOn,
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(client === undefined ? {} : { client }),
      ...(log === undefined ? {} : { log }),
      ...(onElicitation === undefined
        ? {}
        : {
            onElicitation: (request, elicitation) => onElicitation(request, { path: called.path, signal: elicitation }),
          }),
    });
    return interception.call({ executionId, owner, meta, ...called }, (passedOn) => work(context(passedOn)));
  };
}
