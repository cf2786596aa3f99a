import { isIP } from "node:net";
import type { FetchLike } from "@modelcontextprotocol/client";
import { PosternError } from "@postern/core";
import { createGuardedLookup, isLoopbackAddress, isPrivateAddress } from "@postern/core/node";
import { Agent } from "undici";
import { createBoundedFetch } from "../transport/bounded-fetch.ts";
import { fetchThrough } from "../transport/upstream-fetch.ts";

/** Where discovery and token requests may go. */
export interface GuardedFetchOptions {
  /** The upstream as configured. A person chose it, so its own origin is always allowed. */
  readonly serverUrl: string;
  readonly allowPrivateAddresses: boolean;
}

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 1024 * 1024;

/**
 * The one `fetch` for everything that an upstream or an authorization server names: https only, except to this machine and
 * only where the upstream itself is there; no private addresses, also not by way of DNS. Redirects are not followed: who
 * wants to asks again, and the new address is looked at as the first.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/security_best_practices#server-side-request-forgery-ssrf
 */
export function createGuardedFetch(options: GuardedFetchOptions): FetchLike {
  const server = new URL(options.serverUrl);
  const isLocal = isLoopbackHost(server.hostname);
  const isAllowed = (address: string): boolean =>
    options.allowPrivateAddresses || !isPrivateAddress(address) || (isLocal && isLoopbackAddress(address));
  const guarded = new Agent({ connect: { lookup: createGuardedLookup(isAllowed, refusal) }, keepAliveTimeout: 1000 });
  const open = new Agent({ keepAliveTimeout: 1000 });

  function check(url: URL): void {
    if (url.origin === server.origin) {
      return;
    }
    const host = url.hostname.replace(/^\[|\]$/gu, "");
    if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal && isLoopbackHost(url.hostname))) {
      throw new PosternError("DENIED", `An authorization request to ${url.origin} was refused: it is not https.`);
    }
    if (isIP(host) !== 0 && !isAllowed(host)) {
      throw refusal(host);
    }
  }

  const sendOnce: FetchLike = (url, init) => {
    const send = fetchThrough(new URL(url).origin === server.origin ? open : guarded);
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    return send(url, { ...init, redirect: "manual", signal });
  };
  const bounded = createBoundedFetch(MAX_BYTES, sendOnce);
  return async (url, init) => {
    check(new URL(url));
    return bounded(url, init);
  };
}

function refusal(host: string): PosternError {
  const text = `An authorization request to ${host} was refused: it is a private, loopback or link-local address; set allowPrivateAddresses to allow it.`;
  return new PosternError("DENIED", text);
}

function isLoopbackHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/gu, "");
  return host === "localhost" || isLoopbackAddress(host);
}
