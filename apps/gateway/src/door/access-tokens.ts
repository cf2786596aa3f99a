import { OAuthError, OAuthErrorCode, type AuthInfo } from "@modelcontextprotocol/server";
import { createRemoteJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import type { OAuthEntry } from "../config/config-schema.ts";

/** Only signatures by a key pair: a shared secret would let whoever verifies also sign (RFC 8725, section 3.1). */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** Verifies one access token, or throws an `OAuthError` that the client is told. */
export type VerifyAccessToken = (token: string) => Promise<AuthInfo>;

/**
 * Verifies access tokens of an authorization server: signature by its published keys, issuer, audience and expiry (RFC
 * 9068). The keys are fetched when first needed and again when a token names one that is not known.
 */
export function createAccessTokenVerifier(oauth: OAuthEntry, audience: string): VerifyAccessToken {
  let keys: JWTVerifyGetKey | undefined;
  return async (token) => {
    keys ??= createRemoteJWKSet(new URL(oauth.jwksUrl));
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, keys, {
        issuer: oauth.issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ["exp"],
      }));
    } catch {
      throw new OAuthError(OAuthErrorCode.InvalidToken, "The access token is not valid for this server.");
    }
    const scope = payload["scope"];
    return {
      token,
      clientId: clientIdOf(payload),
      scopes: typeof scope === "string" ? scope.split(" ") : [],
      ...(payload.exp === undefined ? {} : { expiresAt: payload.exp }),
      resource: new URL(audience),
    };
  };
}

/** The client that a token was issued to (RFC 9068, section 2.2), or its subject where the server does not say. */
function clientIdOf(payload: JWTPayload): string {
  const clientId = payload["client_id"] ?? payload["azp"];
  return typeof clientId === "string" ? clientId : (payload.sub ?? "unknown");
}
