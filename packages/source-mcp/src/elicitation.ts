import { isJsonObject } from "@postern/core";
import type { ElicitationAnswer, ElicitationRequest, JsonObject } from "@postern/core";
import type { CallUnderWay } from "./call-scope.ts";

const CANCEL: ElicitationAnswer = { action: "cancel" };

/** What an upstream sent, and when to give up. */
export interface Question {
  readonly params: unknown;
  readonly signal: AbortSignal;
  /** The name under which the upstream expects the answer, where it gives one. */
  readonly key?: string;
}

/** Asks the person on behalf of a call. Its clock stands still meanwhile. A failure to ask is told as `cancel`. */
export async function askPerson(call: CallUnderWay | undefined, question: Question): Promise<ElicitationAnswer> {
  const request = readElicitation(question.params);
  if (request === undefined || call?.context.onElicitation === undefined) {
    return CANCEL;
  }
  const { onElicitation, signal } = call.context;
  using _pause = call.deadline.pause();
  try {
    const { key } = question;
    const named = key === undefined ? request : { ...request, key };
    return await onElicitation(named, AbortSignal.any([question.signal, signal]));
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
