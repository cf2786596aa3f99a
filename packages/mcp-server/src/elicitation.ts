import type { ElicitationAnswer, ElicitationRequest } from "@postern/core";
import { z } from "zod";

/** `elicitation/create` with its parameters, as it is sent to a client. */
export interface ElicitationMessage {
  readonly method: "elicitation/create";
  readonly params: { readonly mode: "form" | "url"; readonly message: string; readonly [name: string]: unknown };
}

/** What a client answers. It comes from outside, so it is read through this. */
export const elicitationResult: z.ZodType<ElicitationAnswer> = z.object({
  action: z.enum(["accept", "decline", "cancel"]),
  content: z.record(z.string(), z.json()).exactOptional(),
});

const CANCELLED: ElicitationAnswer = { action: "cancel" };

/** The message for a client. It says which call asks, since the words are the upstream's. */
export function toElicitationMessage(path: string, request: ElicitationRequest): ElicitationMessage {
  const message = `${path} asks: ${request.message}`;
  const params =
    request.mode === "form"
      ? { mode: request.mode, message, requestedSchema: request.requestedSchema }
      : { mode: request.mode, message, url: request.url, elicitationId: request.elicitationId ?? crypto.randomUUID() };
  return { method: "elicitation/create", params };
}

/** A client's answer; what is none counts as `cancel`. */
export function readElicitationResult(answer: unknown): ElicitationAnswer {
  const parsed = elicitationResult.safeParse(answer);
  return parsed.success ? parsed.data : CANCELLED;
}
