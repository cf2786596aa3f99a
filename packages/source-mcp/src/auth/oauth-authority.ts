import {
  computeScopeUnion,
  extractWWWAuthenticateParams,
  OAuthError,
  refreshAuthorization,
} from "@modelcontextprotocol/client";
import type { FetchLike } from "@modelcontextprotocol/client";
import { isPosternError, PosternError } from "@postern/core";
import type { OAuthAuth } from "./auth-options.ts";
import type { Authority, AuthorizedUpstream } from "./authority.ts";
import type { CredentialStore, StoredCredentials } from "./credential-store.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";

/** A token that is about to expire would be refused on arrival. */
const EXPIRY_MARGIN_MS = 30_000;
/** Answers of a token endpoint after which only a new login helps. RFC 6749, section 5.2 */
const LOGIN_NEEDED: ReadonlySet<string> = new Set(["invalid_grant", "invalid_client", "unauthorized_client"]);

/**
 * The tokens of a person who logged in. They are refreshed once for all that wait, in this process and, by the store's
 * lock, in others: a refresh token that is used twice kills the whole chain.
 */
export class OAuthAuthority implements Authority {
  readonly #store: CredentialStore;
  readonly #upstream: AuthorizedUpstream;
  readonly #fetch: FetchLike;
  #held: StoredCredentials | undefined;
  #reading: Promise<void> | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(auth: OAuthAuth, upstream: AuthorizedUpstream) {
    if (upstream.store === undefined) {
      const text = `Option credentialStore: ${upstream.namespace} needs one, because its auth is of type oauth.`;
      throw new PosternError("INVALID_OPTION", text);
    }
    this.#store = upstream.store;
    this.#upstream = upstream;
    const { allowPrivateAddresses = false } = auth;
    this.#fetch = createGuardedFetch({ serverUrl: upstream.serverUrl, allowPrivateAddresses });
  }

  async header(): Promise<string | undefined> {
    // An upstream that needs no login is not to cost a look into the store with each request.
    this.#reading ??= this.#read();
    await this.#reading;
    if (this.#held !== undefined && isExpiring(this.#held)) {
      await this.#refresh(this.#held.tokens.access_token);
    }
    return this.#held && headerOf(this.#held);
  }

  async renew(refused: string | undefined): Promise<boolean> {
    const held = this.#held;
    if (held === undefined) {
      await this.#read();
    } else if (headerOf(held) === refused) {
      await this.#refresh(held.tokens.access_token);
    }
    if (this.#held === undefined) {
      throw this.#loginNeeded("nobody has logged in");
    }
    return headerOf(this.#held) !== refused;
  }

  async extend(refused: string | undefined, forbidden: Response): Promise<boolean> {
    const { error, scope } = extractWWWAuthenticateParams(forbidden);
    if (error !== "insufficient_scope" || scope === undefined) {
      return false;
    }
    return this.#store.exclusively(this.#upstream.serverUrl, async () => {
      const stored = await this.#store.read(this.#upstream.serverUrl);
      if (stored !== undefined && headerOf(stored) !== refused) {
        this.#held = stored;
        return true;
      }
      const wantedScope = computeScopeUnion(stored?.tokens.scope, stored?.wantedScope, scope);
      if (stored !== undefined && wantedScope !== undefined && wantedScope !== stored.wantedScope) {
        await this.#store.write(this.#upstream.serverUrl, { ...stored, wantedScope });
      }
      return false;
    });
  }

  async #read(): Promise<void> {
    this.#held = await this.#store.read(this.#upstream.serverUrl);
  }

  #refresh(stale: string): Promise<void> {
    this.#refreshing ??= this.#store
      .exclusively(this.#upstream.serverUrl, () => this.#refreshAlone(stale))
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  async #refreshAlone(stale: string): Promise<void> {
    const store = this.#store;
    const { serverUrl } = this.#upstream;
    const stored = await store.read(serverUrl);
    this.#held = stored;
    if (stored === undefined || stored.tokens.access_token !== stale) {
      // Another process refreshed or logged out in the meantime.
      return;
    }
    const { tokens, client, discovery, resource } = stored;
    if (tokens.refresh_token === undefined) {
      this.#held = undefined;
      throw this.#loginNeeded("the login has expired");
    }
    const metadata = discovery.authorizationServerMetadata;
    try {
      const renewed = await refreshAuthorization(discovery.authorizationServerUrl, {
        clientInformation: client,
        refreshToken: tokens.refresh_token,
        fetchFn: this.#fetch,
        ...(metadata === undefined ? {} : { metadata }),
        ...(resource === undefined ? {} : { resource }),
      });
      const issuer = tokens.issuer === undefined ? {} : { issuer: tokens.issuer };
      this.#held = { ...stored, tokens: { ...tokens, ...renewed, ...issuer }, obtainedAtMs: Date.now() };
      await store.write(serverUrl, this.#held);
    } catch (error) {
      throw await this.#refreshFailure(error);
    }
  }

  async #refreshFailure(error: unknown): Promise<PosternError> {
    if (isPosternError(error)) {
      return error;
    }
    if (error instanceof OAuthError && LOGIN_NEEDED.has(error.code)) {
      await this.#store.delete(this.#upstream.serverUrl);
      this.#held = undefined;
      return this.#loginNeeded(`the authorization server answered ${error.code}`, error);
    }
    const text = `${this.#upstream.namespace}: its tokens cannot be refreshed for now. Nothing was done.`;
    return new PosternError("SOURCE_UNAVAILABLE", text, { cause: error });
  }

  #loginNeeded(why: string, cause?: unknown): PosternError {
    const { namespace } = this.#upstream;
    return new PosternError("UNAUTHORIZED", `${namespace} needs a login: ${why}. Run: postern login ${namespace}`, {
      cause,
    });
  }
}

function headerOf({ tokens }: StoredCredentials): string {
  return `Bearer ${tokens.access_token}`;
}

function isExpiring({ tokens, obtainedAtMs }: StoredCredentials): boolean {
  const { expires_in: lifetimeSeconds, refresh_token: refreshToken } = tokens;
  return (
    lifetimeSeconds !== undefined &&
    refreshToken !== undefined &&
    Date.now() > obtainedAtMs + lifetimeSeconds * 1000 - Math.min(EXPIRY_MARGIN_MS, lifetimeSeconds * 100)
  );
}
