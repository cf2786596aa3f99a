import type { FetchLike } from "@modelcontextprotocol/client";
import { Agent, fetch as send } from "undici";
import type { RequestInit as SendInit } from "undici";

/** A `fetch` over connections of its own. */
export interface UpstreamFetch {
  readonly fetch: FetchLike;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * A `fetch` for one upstream. Node's own gives up on headers and on silent streams after five minutes; here a call's own
 * deadline decides, and a stream of notifications may be silent for ever.
 */
export function createUpstreamFetch(): UpstreamFetch {
  const agent = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS }, headersTimeout: 0, bodyTimeout: 0 });
  return { fetch: fetchThrough(agent), close: () => agent.destroy() };
}

/** A `fetch` that connects as the agent says. */
export function fetchThrough(agent: Agent): FetchLike {
  return (url, init) => send(url, { ...(init as unknown as SendInit), dispatcher: agent });
}
