import type { JsonObject } from "./json.ts";

/** What an upstream asks of the client itself, besides questions to the person. The names are those of MCP. */
export interface ClientRequest {
  readonly method: "sampling/createMessage" | "roots/list";
  readonly params: JsonObject;
  /** The name under which the upstream expects the answer, where it gives one. */
  readonly key?: string;
}

/** The client at the far end of a call, as far as an upstream may make use of it. */
export interface CallClient {
  /** What it can do, as it said itself: `{ elicitation: {}, sampling: {} }`. Told to upstreams that ask per request. */
  readonly capabilities: JsonObject;
  /** Has it answer. Rejects where it cannot: the upstream is then told that the request was refused. */
  readonly request: (request: ClientRequest, signal: AbortSignal) => Promise<JsonObject>;
}
