import type { FetchLike } from "@modelcontextprotocol/client";
import type { HttpTransportOptions } from "../options.ts";
import type { CredentialStore, StoredCredentials } from "./credential-store.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";

/** Options of {@link logoutUpstream}. */
export interface LogoutOptions {
  readonly transport: HttpTransportOptions;
  /** Where the tokens are kept. */
  readonly store: CredentialStore;
}

/**
 * What came of a logout. `revoked`: the authorization server knows the tokens no more. `forgotten`: they are deleted here,
 * and stay valid until they expire. `none`: there were none.
 */
export type Logout = "revoked" | "forgotten" | "none";

/** Forgets the tokens of a login and, where the authorization server offers that, has them revoked (RFC 7009). */
export async function logoutUpstream({ transport, store }: LogoutOptions): Promise<Logout> {
  const { url: serverUrl, auth } = transport;
  const stored = await store.exclusively(serverUrl, async () => {
    const credentials = await store.read(serverUrl);
    await store.delete(serverUrl);
    return credentials;
  });
  if (stored === undefined) {
    return "none";
  }
  const allowPrivateAddresses = auth?.type === "oauth" && auth.allowPrivateAddresses === true;
  const isRevoked = await revoke(stored, createGuardedFetch({ serverUrl, allowPrivateAddresses }));
  return isRevoked ? "revoked" : "forgotten";
}

/** Revoking the refresh token ends the access tokens made of it, too. RFC 7009, section 2.1 */
async function revoke({ tokens, client, discovery }: StoredCredentials, fetchFn: FetchLike): Promise<boolean> {
  const metadata = discovery.authorizationServerMetadata ?? {};
  const endpoint: unknown = "revocation_endpoint" in metadata ? metadata.revocation_endpoint : undefined;
  if (typeof endpoint !== "string" || !URL.canParse(endpoint)) {
    return false;
  }
  const { refresh_token: refreshToken, access_token: accessToken } = tokens;
  const { client_id: clientId, client_secret: secret } = client;
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret ?? "")}`).toString("base64");
  try {
    const response = await fetchFn(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(secret === undefined ? {} : { authorization: `Basic ${basic}` }),
      },
      body: new URLSearchParams({
        token: refreshToken ?? accessToken,
        token_type_hint: refreshToken === undefined ? "access_token" : "refresh_token",
        client_id: clientId,
      }),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // It cannot be reached or may not be: the tokens are forgotten here all the same.
    return false;
  }
}
