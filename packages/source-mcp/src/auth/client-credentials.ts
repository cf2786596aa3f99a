import {
  auth as authorize,
  ClientCredentialsProvider,
  extractWWWAuthenticateParams,
} from "@modelcontextprotocol/client";
import type { FetchLike, StoredOAuthTokens } from "@modelcontextprotocol/client";
import { isPosternError, PosternError } from "@postern/core";
import { readSecret } from "@postern/core/node";
import type { ClientCredentialsAuth } from "./auth-options.ts";
import type { Authority, AuthorizedUpstream } from "./authority.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";

const EXPIRY_MARGIN_MS = 30_000;

/** Tokens that this program gets for itself (RFC 6749, section 4.4), once for all that wait, kept in memory only. */
export class ClientCredentialsAuthority implements Authority {
  readonly #auth: ClientCredentialsAuth;
  readonly #upstream: AuthorizedUpstream;
  readonly #fetch: FetchLike;
  #held: { readonly header: string; readonly expiresAtMs: number } | undefined;
  #requesting: Promise<void> | undefined;

  constructor(auth: ClientCredentialsAuth, upstream: AuthorizedUpstream) {
    this.#auth = auth;
    this.#upstream = upstream;
    const { allowPrivateAddresses = false } = auth;
    this.#fetch = createGuardedFetch({ serverUrl: upstream.serverUrl, allowPrivateAddresses });
  }

  async header(): Promise<string> {
    if (this.#held === undefined || Date.now() > this.#held.expiresAtMs) {
      await this.#request();
    }
    if (this.#held === undefined) {
      throw new PosternError("UNAUTHORIZED", `${this.#upstream.namespace}: the authorization server gave no token.`);
    }
    return this.#held.header;
  }

  async renew(refused: string | undefined, response: Response): Promise<boolean> {
    if (this.#held === undefined || this.#held.header === refused) {
      await this.#request(response);
    }
    return this.#held !== undefined && this.#held.header !== refused;
  }

  #request(response?: Response): Promise<void> {
    this.#requesting ??= this.#requestAlone(response).finally(() => {
      this.#requesting = undefined;
    });
    return this.#requesting;
  }

  async #requestAlone(response: Response | undefined): Promise<void> {
    const { namespace, serverUrl } = this.#upstream;
    const { clientId, clientSecret, issuer, scope } = this.#auth;
    const provider = new ClientCredentialsProvider({
      clientId,
      clientSecret: await readSecret(clientSecret, `The client secret of ${namespace}`),
      // Without it the upstream would decide who is sent the secret.
      expectedIssuer: issuer,
      clientName: "Postern",
      ...(scope === undefined ? {} : { scope }),
    });
    const { resourceMetadataUrl } = response === undefined ? {} : extractWWWAuthenticateParams(response);
    try {
      await authorize(provider, {
        serverUrl,
        fetchFn: this.#fetch,
        ...(resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl }),
      });
    } catch (error) {
      throw isPosternError(error) ? error : refused(namespace, error);
    }
    this.#held = heldOf(provider.tokens());
  }
}

function refused(namespace: string, error: unknown): PosternError {
  const isNetwork = error instanceof TypeError;
  const text = `${namespace}: the authorization server gave no token. Check clientId, clientSecret and issuer.`;
  return isNetwork
    ? new PosternError("SOURCE_UNAVAILABLE", `${namespace}: its authorization server cannot be reached.`, {
        cause: error,
      })
    : new PosternError("UNAUTHORIZED", text, { cause: error });
}

function heldOf(tokens: StoredOAuthTokens | undefined): { header: string; expiresAtMs: number } | undefined {
  if (tokens === undefined) {
    return undefined;
  }
  const lifetimeMs = tokens.expires_in === undefined ? Number.POSITIVE_INFINITY : tokens.expires_in * 1000;
  const marginMs = Math.min(EXPIRY_MARGIN_MS, lifetimeMs / 10);
  return { header: `Bearer ${tokens.access_token}`, expiresAtMs: Date.now() + lifetimeMs - marginMs };
}
