import { AsyncLocalStorage } from "node:async_hooks";
import { isJsonObject } from "@postern/core";
import type { CallContext, ElicitationAnswer, ElicitationRequest, JsonObject } from "@postern/core";
import type { CallDeadline } from "./call-deadline.ts";

/** A call under way, as far as questions to the person are concerned. */
export interface AskingCall {
  readonly context: CallContext;
  readonly deadline: CallDeadline;
}

const CANCEL: ElicitationAnswer = { action: "cancel" };

/**
 * Finds out which call an upstream's question belongs to. Over HTTP the question comes in the call's own stream. Over a
 * shared pipe it does not say: there it is answered only while all calls under way belong to one execution, so that nobody
 * is asked on another's behalf.
 */
export class Elicitation {
  readonly #scope = new AsyncLocalStorage<AskingCall>();
  readonly #calls = new Set<AskingCall>();

  async during<T>(call: AskingCall, work: () => Promise<T>): Promise<T> {
    this.#calls.add(call);
    try {
      return await this.#scope.run(call, work);
    } finally {
      this.#calls.delete(call);
    }
  }

  /** Asks on behalf of the call whose stream the question came in, or the only one it can come from. */
  async ask(params: unknown, signal: AbortSignal): Promise<ElicitationAnswer> {
    const call = this.#scope.getStore() ?? this.#onlyCall();
    return call === undefined ? CANCEL : askFor(call, params, signal);
  }

  #onlyCall(): AskingCall | undefined {
    const [first, ...others] = this.#calls;
    const isShared = others.some(({ context }) => context.executionId !== first?.context.executionId);
    return isShared ? undefined : first;
  }
}

/** Asks on behalf of a call. Its clock stands still meanwhile. A failure to ask is told as `cancel`. */
export async function askFor(call: AskingCall, params: unknown, signal: AbortSignal): Promise<ElicitationAnswer> {
  const request = readElicitation(params);
  const { onElicitation, signal: callSignal } = call.context;
  if (request === undefined || onElicitation === undefined) {
    return CANCEL;
  }
  using _pause = call.deadline.pause();
  try {
    return await onElicitation(request, AbortSignal.any([signal, callSignal]));
  } catch {
    return CANCEL;
  }
}

function readElicitation(params: unknown): ElicitationRequest | undefined {
  if (!isJsonObject(params) || typeof params["message"] !== "string") {
    return undefined;
  }
  const { message, url, elicitationId, requestedSchema } = params;
  if (params["mode"] === "url") {
    return typeof url === "string"
      ? { mode: "url", message, url, ...(typeof elicitationId === "string" ? { elicitationId } : {}) }
      : undefined;
  }
  return { mode: "form", message, requestedSchema: isJsonObject(requestedSchema) ? requestedSchema : EMPTY_FORM };
}

const EMPTY_FORM: JsonObject = { type: "object", properties: {} };
