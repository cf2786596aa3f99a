import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";
import { PosternError } from "@postern/core";

/** Addresses that are not on the public internet: IANA's special-purpose registries (RFC 6890), and multicast. */
const PRIVATE_IPV4 =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4";
const PRIVATE_IPV6 =
  "::/128 ::1/128 64:ff9b:1::/48 100::/64 2001:db8::/32 2001::/23 fc00::/7 fe80::/10 fec0::/10 ff00::/8";
/** Prefixes that carry an IPv4 address in their last (or, for 6to4, second and third) groups. */
const EMBEDDING_IPV6 = "::ffff:0:0/96 ::/96 64:ff9b::/96 2002::/16";

const PRIVATE = blockList(PRIVATE_IPV4, PRIVATE_IPV6);
const EMBEDDING = blockList("", EMBEDDING_IPV6);

/** Whether an IP address is private, link-local, loopback, multicast or reserved, also where IPv6 wraps IPv4. */
function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) {
    return true;
  }
  if (family === 4) {
    return PRIVATE.check(address, "ipv4");
  }
  // An address that embeds an IPv4 address is judged strictly: none of them is needed to reach a public API.
  return PRIVATE.check(address, "ipv6") || EMBEDDING.check(address, "ipv6");
}

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

type LookupCallback = (error: Error | null, addresses: LookupAddress[]) => void;

/** `dns.lookup` for connections: answers public addresses only, so that what was checked is what is connected to. */
export function publicLookup(
  hostname: string,
  options: LookupOptions,
  callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
): void {
  const answer: LookupCallback = (error, addresses) => {
    const publicAddresses = error === null ? addresses.filter(({ address }) => !isPrivateAddress(address)) : [];
    const [first] = publicAddresses;
    if (error !== null || first === undefined) {
      callback(error ?? privateAddressError(hostname), []);
    } else if (options.all === true) {
      callback(null, publicAddresses);
    } else {
      callback(null, first.address, first.family);
    }
  };
  lookup(hostname, { ...options, all: true }, answer);
}

function blockList(ipv4: string, ipv6: string): BlockList {
  const blocked = new BlockList();
  for (const [subnets, family] of [
    [ipv4, "ipv4"],
    [ipv6, "ipv6"],
  ] as const) {
    for (const subnet of subnets.split(" ").filter(Boolean)) {
      const [network = "", prefix] = subnet.split("/");
      blocked.addSubnet(network, Number(prefix), family);
    }
  }
  return blocked;
}
