import type { BearerAuth, UpstreamAuth } from "./auth-options.ts";
import type { CredentialStore } from "./credential-store.ts";
import { ClientCredentialsAuthority } from "./client-credentials.ts";
import { OAuthAuthority } from "./oauth-authority.ts";
import { readSecret } from "@postern/core/node";

/** Knows what to put into the `Authorization` header. */
export interface Authority {
  /**
   * The header's value. None before a login: the upstream may need none.
   * @throws {PosternError} UNAUTHORIZED - when there is none to be had
   */
  header(): Promise<string | undefined>;
  /**
   * The upstream answered 401 to `refused`. Whether another value is to be had now; callers that ask at once share one
   * attempt.
   * @throws {PosternError} UNAUTHORIZED, SOURCE_UNAVAILABLE
   */
  renew(refused: string | undefined, response: Response): Promise<boolean>;
  /**
   * The upstream answered 403: it may ask for more rights, which the next login asks for. Whether another value is to be had
   * now, because somebody has logged in again.
   */
  extend?(refused: string | undefined, forbidden: Response): Promise<boolean>;
}

/**
 * Makes the authority that an upstream's options ask for.
 * @throws {PosternError} INVALID_OPTION - a login is asked for, and there is nowhere to keep its tokens
 */
export function createAuthority(auth: UpstreamAuth, upstream: AuthorizedUpstream): Authority {
  if (auth.type === "bearer") {
    return new BearerAuthority(auth, upstream);
  }
  return auth.type === "oauth" ? new OAuthAuthority(auth, upstream) : new ClientCredentialsAuthority(auth, upstream);
}

/** Whom an authority is for. */
export interface AuthorizedUpstream {
  readonly namespace: string;
  readonly serverUrl: string;
  /** Where the tokens of a login are kept. */
  readonly store: CredentialStore | undefined;
}

class BearerAuthority implements Authority {
  readonly #auth: BearerAuth;
  readonly #setting: string;
  #held: Promise<string> | undefined;

  constructor(auth: BearerAuth, { namespace }: AuthorizedUpstream) {
    this.#auth = auth;
    this.#setting = `The bearer token of ${namespace}`;
  }

  async header(): Promise<string> {
    this.#held ??= readSecret(this.#auth.token, this.#setting);
    try {
      return `Bearer ${await this.#held}`;
    } catch (error) {
      this.#held = undefined;
      throw error;
    }
  }

  /** The file or command may hold a newer one by now. */
  async renew(refused: string | undefined): Promise<boolean> {
    if ((await this.header()) === refused) {
      this.#held = undefined;
    }
    return (await this.header()) !== refused;
  }
}
