import type {
  OAuthClientInformationContext,
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import { PosternError } from "@postern/core";
import type { OAuthAuth } from "./auth-options.ts";
import type { StoredCredentials } from "./credential-store.ts";

/** What a login starts with. */
export interface LoginProviderOptions {
  readonly auth: OAuthAuth;
  readonly redirectUrl: string;
  /** What the redirect must bring back, so that it is known to be the answer to this login. */
  readonly state: string;
  readonly clientSecret: string | undefined;
  /** What an earlier login left: its registration is used again where the redirect is the same. */
  readonly known: StoredCredentials | undefined;
  readonly openBrowser: (url: URL) => void | Promise<void>;
}

/** What the SDK's flow asks for and learns in one login. Nothing is stored before it has succeeded. */
export class LoginProvider implements OAuthClientProvider {
  readonly redirectUrl: string;
  readonly clientMetadata: OAuthClientMetadata;
  readonly clientMetadataUrl?: string;
  readonly #state: string;
  readonly #openBrowser: LoginProviderOptions["openBrowser"];
  #client: StoredOAuthClientInformation | undefined;
  #tokens: StoredOAuthTokens | undefined;
  #discovery: OAuthDiscoveryState | undefined;
  #resource: string | undefined;
  #codeVerifier: string | undefined;

  constructor({ auth, redirectUrl, state, clientSecret, known, openBrowser }: LoginProviderOptions) {
    this.#state = state;
    this.redirectUrl = redirectUrl;
    this.#openBrowser = openBrowser;
    this.clientMetadata = {
      client_name: "Postern",
      redirect_uris: [redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: clientSecret === undefined ? "none" : "client_secret_basic",
      ...(auth.scope === undefined ? {} : { scope: auth.scope }),
    };
    if (auth.clientMetadataUrl !== undefined) {
      this.clientMetadataUrl = auth.clientMetadataUrl;
    }
    if (auth.clientId !== undefined) {
      const secret = clientSecret === undefined ? {} : { client_secret: clientSecret };
      const issuer = auth.issuer === undefined ? {} : { issuer: auth.issuer };
      this.#client = { client_id: auth.clientId, ...secret, ...issuer };
    } else if (known !== undefined && isRegisteredFor(known.client, redirectUrl)) {
      this.#client = known.client;
    }
  }

  /** What to store. Called once the flow has succeeded. */
  credentials(): StoredCredentials {
    if (this.#tokens === undefined || this.#client === undefined || this.#discovery === undefined) {
      throw new PosternError("UNAUTHORIZED", "The authorization server gave no tokens.");
    }
    const resource = this.#resource === undefined ? {} : { resource: this.#resource };
    return {
      tokens: this.#tokens,
      obtainedAtMs: Date.now(),
      client: this.#client,
      discovery: this.#discovery,
      ...resource,
    };
  }

  state(): string {
    return this.#state;
  }

  /** A client without a secret belongs to whichever authorization server the upstream names. */
  clientInformation(context?: OAuthClientInformationContext): StoredOAuthClientInformation | undefined {
    return this.#client === undefined || context === undefined ? this.#client : { ...context, ...this.#client };
  }

  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.#client = client;
  }

  tokens(): StoredOAuthTokens | undefined {
    return this.#tokens;
  }

  saveTokens(tokens: StoredOAuthTokens): void {
    this.#tokens = tokens;
  }

  async redirectToAuthorization(url: URL): Promise<void> {
    // The address comes from the authorization server and is handed to a browser: no `file:`, no `javascript:`.
    if (url.protocol !== "https:" && url.protocol !== "http:") {
      throw new PosternError("DENIED", `The authorization server names a login address with ${url.protocol}`);
    }
    await this.#openBrowser(url);
  }

  saveCodeVerifier(codeVerifier: string): void {
    this.#codeVerifier = codeVerifier;
  }

  codeVerifier(): string {
    if (this.#codeVerifier === undefined) {
      throw new PosternError("INTERNAL", "The login has no code verifier.");
    }
    return this.#codeVerifier;
  }

  saveDiscoveryState(discovery: OAuthDiscoveryState): void {
    this.#discovery = discovery;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovery;
  }

  saveResourceUrl(resource: string): void {
    this.#resource = resource;
  }

  invalidateCredentials(scope: "all" | "client" | "tokens" | "verifier" | "discovery"): void {
    if (scope === "client" || scope === "all") {
      this.#client = undefined;
    }
    this.#tokens = undefined;
  }
}

function isRegisteredFor(client: StoredOAuthClientInformation, redirectUrl: string): boolean {
  const uris: unknown = "redirect_uris" in client ? client.redirect_uris : undefined;
  return Array.isArray(uris) && uris.includes(redirectUrl);
}
