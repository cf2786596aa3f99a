import { isIP } from "node:net";
import { PosternError } from "@postern/core";
import { createGuardedLookup, isPrivateAddress, type GuardedLookup } from "@postern/core/node";

/**
 * Refuses a URL whose host is a private IP address as written.
 * @throws {PosternError} DENIED - when it is one
 */
export function refusePrivateHost(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/gu, "");
  if (isIP(host) !== 0 && isPrivateAddress(host)) {
    throw privateAddressError(host);
  }
}

/** What is thrown for a private address. */
function privateAddressError(host: string): PosternError {
  return new PosternError(
    "DENIED",
    `${host} is a private, loopback or link-local address; set allowPrivateAddresses to call it.`,
  );
}

/** `dns.lookup` for connections: answers public addresses only. */
export const publicLookup: GuardedLookup = createGuardedLookup(
  (address) => !isPrivateAddress(address),
  privateAddressError,
);
