import { setTimeout as delay } from "node:timers/promises";
import type { InputRequiredResult } from "@modelcontextprotocol/client";
import { isJsonObject, PosternError } from "@postern/core";
import type { CallUnderWay } from "./call-scope.ts";
import { answerUpstream } from "./client-request.ts";

const MAX_ROUNDS = 10;
/** Before asking again when the upstream wants nothing but to be asked again. */
const PACE_MS = 250;

/**
 * Sends a request until the upstream wants no more input: revision 2026-07-28 asks by its answer, and takes the answers and
 * its own opaque state with the repeated request. https://modelcontextprotocol.io/specification/2026-07-28/basic/input
 */
export async function answerInputs<T>(
  call: CallUnderWay,
  isInputRequired: (result: unknown) => result is InputRequiredResult,
  send: (extra: Record<string, unknown>) => Promise<T>,
): Promise<T> {
  let extra: Record<string, unknown> = {};
  for (let round = 0; round <= MAX_ROUNDS; round += 1) {
    const result = await send(extra);
    if (!isInputRequired(result)) {
      return result;
    }
    const { requestState } = result;
    const requests = Object.entries(result.inputRequests ?? {});
    const answers = await Promise.all(
      requests.map(async ([key, request]) => [key, await answer(call, key, request)] as const),
    );
    if (requests.length === 0) {
      await delay(PACE_MS, undefined, { signal: call.deadline.signal });
    }
    extra = {
      ...(answers.length === 0 ? {} : { inputResponses: Object.fromEntries(answers) }),
      ...(requestState === undefined ? {} : { requestState }),
    };
  }
  throw new PosternError("UPSTREAM_ERROR", `The upstream still asked for input after ${MAX_ROUNDS} rounds.`);
}

function answer(call: CallUnderWay, key: string, request: unknown): Promise<unknown> {
  const { method, params } = isJsonObject(request) ? request : {};
  return answerUpstream(call, method, { key, params, signal: call.context.signal });
}
