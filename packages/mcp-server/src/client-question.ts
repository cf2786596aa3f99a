import type { ClientRequest, ElicitationRequest, JsonObject } from "@postern/core";
import type { CallOptions } from "@postern/runtime";
import { z } from "zod";
import {
  type ElicitationMessage,
  elicitationResult,
  readElicitationResult,
  toElicitationMessage,
} from "./elicitation.ts";

/** A request to a client, as it is sent. */
export type ClientMessage = ElicitationMessage | Pick<ClientRequest, "method" | "params">;

/** What a client is asked on behalf of an upstream. */
export interface ClientQuestion {
  readonly message: ClientMessage;
  /** The name that the upstream gave it, which clients are shown where the revision has a place for it. */
  readonly key?: string | undefined;
}

/** Has the client answer. Rejects where it does not. */
export type AskClient = (question: ClientQuestion, signal: AbortSignal) => Promise<unknown>;

const anyResult: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** What every answer to a message has to be. It comes from outside, so it is read through this. */
export function answerSchema({ method }: ClientMessage): z.ZodType {
  return method === "elicitation/create" ? elicitationResult : anyResult;
}

/** Asks the person for upstreams. */
export function askPersonBy(ask: AskClient): NonNullable<CallOptions["onElicitation"]> {
  return async (request: ElicitationRequest, { path, signal }) =>
    readElicitationResult(await ask({ message: toElicitationMessage(path, request), key: request.key }, signal));
}

/** The client itself, for upstreams. One that cannot be asked can still be known to be able to nothing. */
export function clientBehind(capabilities: JsonObject, ask: AskClient | undefined): NonNullable<CallOptions["client"]> {
  return {
    capabilities: ask === undefined ? {} : capabilities,
    async request({ method, params, key }, signal) {
      if (ask === undefined) {
        throw new Error(`The client cannot be asked for ${method} here.`);
      }
      return anyResult.parse(await ask({ message: { method, params }, key }, signal));
    },
  };
}
