import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { type ClientDetails, isPosternError, type JsonObject } from "@postern/core";
import type { CallOptions, ToolRuntime } from "@postern/runtime";
import type { InputRequired } from "./interactive-call.ts";
import { createPassedNames, type PassedNames } from "./passed-names.ts";
import type { RequestContext } from "./request-context.ts";
import { runCall } from "./run-call.ts";
import { toProtocolError } from "./upstream-error.ts";

/** The names of what a client may see now. */
export function namesOf(runtime: ToolRuntime): PassedNames {
  return createPassedNames(runtime.catalog.namespaces.map(({ name }) => name));
}

/** Makes a request of an upstream; all that it says meanwhile is passed on. */
export function pass<Result>(
  runtime: ToolRuntime,
  context: RequestContext,
  call: (options: CallOptions) => Promise<Result>,
): Promise<Result | InputRequired> {
  return runCall(runtime, context, ({ notifyProgress, passed, ...options }) =>
    refusing(() => call({ ...options, ...passed, ...(notifyProgress && { onProgress: notifyProgress }) })),
  );
}

/** What is thrown becomes a protocol error: the upstream's own, where there is one. */
export async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const told = toProtocolError(error);
    if (told instanceof ProtocolError) {
      throw told;
    }
    const text = isPosternError(error) ? error.message : "The request failed inside Postern.";
    throw new ProtocolError(ProtocolErrorCode.InternalError, text);
  }
}

/** An item of a list as the protocol has it. */
export function toWire<Item extends ClientDetails>({
  meta,
  ...item
}: Item): Omit<Item, "meta"> & { readonly _meta?: JsonObject } {
  return { ...item, ...(meta === undefined ? {} : { _meta: meta }) };
}
