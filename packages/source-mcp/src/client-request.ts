import { isJsonObject, PosternError } from "@postern/core";
import type { ClientRequest, JsonObject } from "@postern/core";
import type { CallUnderWay } from "./call-scope.ts";
import { askPerson } from "./elicitation.ts";
import type { Question } from "./elicitation.ts";

const METHODS: readonly string[] = ["sampling/createMessage", "roots/list"] satisfies ClientRequest["method"][];

/**
 * Answers what an upstream asks while a call is under way: the person, or the client itself.
 * @throws {PosternError} UPSTREAM_ERROR - it asks for something that this call's client does not offer
 */
export async function answerUpstream(
  call: CallUnderWay | undefined,
  method: unknown,
  question: Question,
): Promise<unknown> {
  if (method === "elicitation/create") {
    return askPerson(call, question);
  }
  const name = typeof method === "string" ? method.slice(0, 80) : "something unknown";
  const client = call?.context.client;
  if (call === undefined || client === undefined || !METHODS.includes(name)) {
    throw refusal(`The upstream asks for ${name}, which is not offered here.`);
  }
  using _pause = call.deadline.pause();
  const { params, key } = question;
  const request: ClientRequest = {
    method: name as ClientRequest["method"],
    params: isJsonObject(params) ? params : {},
    ...(key === undefined ? {} : { key }),
  };
  // Awaited here, so that the call's clock stands still until the client has answered.
  return await client.request(request, AbortSignal.any([question.signal, call.context.signal]));
}

/** What a client may be asked by upstreams on this side's word: nothing else that it can do concerns them. */
export function askableCapabilities({ elicitation, sampling, roots }: JsonObject): JsonObject {
  const known = { elicitation, sampling, roots };
  return Object.fromEntries(
    Object.entries(known).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])),
  );
}

function refusal(message: string): PosternError {
  return new PosternError("UPSTREAM_ERROR", message);
}
