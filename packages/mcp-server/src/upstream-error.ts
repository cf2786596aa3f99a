import { ProtocolError } from "@modelcontextprotocol/server";
import { isPosternError } from "@postern/core";

/** The protocol error with which an upstream refused a request, as this side's own; or what was thrown otherwise. */
export function toProtocolError(error: unknown): unknown {
  const cause: unknown = isPosternError(error) && error.code === "UPSTREAM_ERROR" ? error.cause : undefined;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "number") {
    return new ProtocolError(cause.code, cause.message, "data" in cause ? cause.data : undefined);
  }
  return error;
}
