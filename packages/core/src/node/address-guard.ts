import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";

/** Addresses that are not on the public internet: IANA's special-purpose registries (RFC 6890), and multicast. */
const PRIVATE_IPV4 =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4";
const PRIVATE_IPV6 =
  "::/128 ::1/128 64:ff9b:1::/48 100::/64 2001:db8::/32 2001::/23 fc00::/7 fe80::/10 fec0::/10 ff00::/8";
/** Prefixes that carry an IPv4 address in their last (or, for 6to4, second and third) groups. */
const EMBEDDING_IPV6 = "::ffff:0:0/96 ::/96 64:ff9b::/96 2002::/16";

const PRIVATE = blockList(PRIVATE_IPV4, PRIVATE_IPV6);
const EMBEDDING = blockList("", EMBEDDING_IPV6);
const LOOPBACK = blockList("127.0.0.0/8", "::1/128");

/** Whether an IP address is private, link-local, loopback, multicast or reserved, also where IPv6 wraps IPv4. */
export function isPrivateAddress(address: string): boolean {
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

/** Whether an IP address is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && LOOPBACK.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** A `lookup` for `node:net` connections. */
export type GuardedLookup = (
  hostname: string,
  options: LookupOptions,
  callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
) => void;

/**
 * `dns.lookup` that answers only addresses that are allowed, so that what was checked is what is connected to. Where none
 * is left, the error that `refusal` makes.
 */
export function createGuardedLookup(
  isAllowed: (address: string) => boolean,
  refusal: (hostname: string) => Error,
): GuardedLookup {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const allowed = error === null ? addresses.filter(({ address }) => isAllowed(address)) : [];
      const [first] = allowed;
      if (error !== null || first === undefined) {
        callback(error ?? refusal(hostname), []);
      } else if (options.all === true) {
        callback(null, allowed);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
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
