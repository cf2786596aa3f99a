import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const PREFIX = "sha256:";

/** A new token for one client: 256 random bits, so that a plain hash of it is enough to keep. */
export function createToken(): string {
  return `postern_${randomBytes(32).toString("base64url")}`;
}

/** What the configuration keeps of a token. */
export function hashToken(token: string): string {
  return `${PREFIX}${createHash("sha256").update(token).digest("hex")}`;
}

/** The client that a token belongs to, found in the same time whichever it is. */
export function findTokenOwner(token: string, hashes: ReadonlyMap<string, string>): string | undefined {
  const presented = Buffer.from(hashToken(token));
  let owner: string | undefined;
  for (const [client, hash] of hashes) {
    const kept = Buffer.from(hash);
    if (kept.length === presented.length && timingSafeEqual(kept, presented)) {
      owner = client;
    }
  }
  return owner;
}
