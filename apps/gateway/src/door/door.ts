import {
  bearerAuthChallengeResponse,
  OAuthError,
  OAuthErrorCode,
  verifyBearerToken,
  type AuthInfo,
} from "@modelcontextprotocol/server";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { ClientEntry, OAuthEntry } from "../config/config-schema.ts";
import { createAccessTokenVerifier, type VerifyAccessToken } from "./access-tokens.ts";
import { LOCAL_CLIENT } from "../config/load-config.ts";
import { findTokenOwner } from "./client-tokens.ts";

/** Who is let in, and on what terms. */
export interface DoorOptions {
  /** The clients that are known, by name. */
  readonly clients: Readonly<Record<string, ClientEntry>>;
  readonly oauth?: OAuthEntry | undefined;
  /** The public URL of the endpoint: the audience of access tokens. */
  readonly resource: string;
  /** Where the protected resource's metadata is served, for challenges. */
  readonly resourceMetadataUrl?: string | undefined;
  /** Requests a minute for a client that sets no limit of its own. */
  readonly requestsPerMinute: number;
}

/** A request's fate: the client it comes from, or the answer that refuses it. */
export type Admission =
  | { readonly status: "admitted"; readonly client: string; readonly authInfo?: AuthInfo }
  | { readonly status: "refused"; readonly response: Response; readonly client?: string };

/** Whether one request may pass. */
export type Door = (authorization: string | undefined) => Promise<Admission>;

/** Static tokens do not expire; the SDK wants a time, so they are given a day from now, anew for each request. */
const STATIC_TOKEN_SECONDS = 86_400;

/** Whether a door with these options asks for credentials. */
export function asksForCredentials({ clients, oauth }: Pick<DoorOptions, "clients" | "oauth">): boolean {
  return oauth !== undefined || Object.values(clients).some((client) => client.tokenHash !== undefined);
}

/**
 * Makes the door: bearer tokens of the configuration, access tokens of an authorization server, and a limit on requests a
 * minute for each client. Without either kind of token everybody is the client `local`.
 */
export function createDoor(options: DoorOptions): Door {
  const limits = createLimits(options);
  const identify = createIdentifier(options);
  const isLocked = asksForCredentials(options);
  return async (authorization) => {
    let authInfo: AuthInfo | undefined;
    let client = LOCAL_CLIENT;
    if (isLocked) {
      try {
        authInfo = await identify(authorization);
        client = authInfo.clientId;
      } catch (error) {
        return { status: "refused", response: challenge(error, options) };
      }
    }
    const retryAfterSeconds = await limits(client);
    if (retryAfterSeconds !== undefined) {
      return { status: "refused", response: tooManyRequests(retryAfterSeconds), client };
    }
    return { status: "admitted", client, ...(authInfo === undefined ? {} : { authInfo }) };
  };
}

function createIdentifier({
  clients,
  oauth,
  resource,
}: DoorOptions): (authorization: string | undefined) => Promise<AuthInfo> {
  const hashes = new Map<string, string>();
  const bySubject = new Map<string, string>();
  for (const [name, { tokenHash, subject }] of Object.entries(clients)) {
    if (tokenHash !== undefined) {
      hashes.set(name, tokenHash);
    }
    bySubject.set(subject ?? name, name);
  }
  const verifyAccessToken =
    oauth === undefined ? undefined : createAccessTokenVerifier(oauth, oauth.audience ?? resource);
  const verifier = { verifyAccessToken: (token: string) => verify(token, { hashes, bySubject, verifyAccessToken }) };
  const requiredScopes = oauth?.requiredScopes === undefined ? {} : { requiredScopes: [...oauth.requiredScopes] };
  return (authorization) => verifyBearerToken(authorization, { verifier, ...requiredScopes });
}

interface KnownTokens {
  readonly hashes: ReadonlyMap<string, string>;
  readonly bySubject: ReadonlyMap<string, string>;
  readonly verifyAccessToken: VerifyAccessToken | undefined;
}

async function verify(token: string, known: KnownTokens): Promise<AuthInfo> {
  const owner = findTokenOwner(token, known.hashes);
  if (owner !== undefined) {
    const expiresAt = Math.floor(Date.now() / 1000) + STATIC_TOKEN_SECONDS;
    return { token: "", clientId: owner, scopes: [], expiresAt };
  }
  if (known.verifyAccessToken === undefined) {
    throw new OAuthError(OAuthErrorCode.InvalidToken, "The token is not known here.");
  }
  const authInfo = await known.verifyAccessToken(token);
  // What is passed on names the client and never carries the token: it must not reach an upstream.
  return { ...authInfo, token: "", clientId: known.bySubject.get(authInfo.clientId) ?? authInfo.clientId };
}

function challenge(error: unknown, { oauth, resourceMetadataUrl }: DoorOptions): Response {
  const isDiscoverable = oauth !== undefined && resourceMetadataUrl !== undefined;
  return bearerAuthChallengeResponse(error, isDiscoverable ? { resourceMetadataUrl } : {});
}

type Limits = (client: string) => Promise<number | undefined>;

/** Answers the seconds to wait where a client is over its limit. */
function createLimits({ clients, requestsPerMinute }: DoorOptions): Limits {
  const limiters = new Map<number, RateLimiterMemory>();
  return async (client) => {
    const points = clients[client]?.requestsPerMinute ?? requestsPerMinute;
    let limiter = limiters.get(points);
    if (limiter === undefined) {
      limiter = new RateLimiterMemory({ points, duration: 60 });
      limiters.set(points, limiter);
    }
    try {
      await limiter.consume(client);
      return undefined;
    } catch (rejection) {
      if (rejection instanceof RateLimiterRes) {
        return Math.ceil(rejection.msBeforeNext / 1000);
      }
      throw rejection;
    }
  };
}

function tooManyRequests(retryAfterSeconds: number): Response {
  return Response.json(
    { error: "too_many_requests", error_description: `Too many requests; try again in ${retryAfterSeconds} s.` },
    { status: 429, headers: { "retry-after": String(retryAfterSeconds) } },
  );
}
