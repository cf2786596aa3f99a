import {
  auth as authorize,
  computeScopeUnion,
  extractWWWAuthenticateParams,
  IssuerMismatchError,
} from "@modelcontextprotocol/client";
import type { FetchLike } from "@modelcontextprotocol/client";
import { isPosternError, PosternError } from "@postern/core";
import { explain } from "../failure.ts";
import type { HttpTransportOptions } from "../options.ts";
import type { CredentialStore } from "./credential-store.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { LoginProvider } from "./login-provider.ts";
import { listenForRedirect } from "./loopback-redirect.ts";
import { readSecret } from "@postern/core/node";

/** Options of {@link loginUpstream}. */
export interface LoginOptions {
  /** The source's name, for messages. */
  readonly namespace: string;
  /** The upstream. Its `auth` is of type `oauth`. */
  readonly transport: HttpTransportOptions;
  /** Where to keep the tokens. */
  readonly store: CredentialStore;
  /** Shows the person the address where to log in: opens a browser, or prints it. */
  readonly openBrowser: (url: URL) => void | Promise<void>;
  /** How long the person may take. Default 300,000 ms. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const LOGIN_TIMEOUT_MS = 300_000;

/**
 * Logs a person in at an upstream (OAuth 2.1 with PKCE): finds the authorization server, makes this program known there,
 * has the person log in, receives the redirect on a loopback port, and stores the tokens.
 * @throws {PosternError} INVALID_OPTION - the upstream's `auth` is not of type `oauth`
 * @throws {PosternError} UNAUTHORIZED - the login failed or was refused; DENIED - an address is not allowed; ABORTED
 */
export async function loginUpstream(options: LoginOptions): Promise<void> {
  const { namespace, transport, store, openBrowser } = options;
  const { auth, url: serverUrl } = transport;
  if (auth?.type !== "oauth") {
    throw new PosternError(
      "INVALID_OPTION",
      `${namespace} has no auth of type "oauth", so there is nothing to log in to.`,
    );
  }
  const timeout = AbortSignal.timeout(options.timeoutMs ?? LOGIN_TIMEOUT_MS);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  const fetchFn = createGuardedFetch({ serverUrl, allowPrivateAddresses: auth.allowPrivateAddresses ?? false });
  const state = crypto.randomUUID();
  await using redirect = await listenForRedirect(auth.redirectPort ?? 0, state);
  const secret = auth.clientSecret;
  const known = await store.read(serverUrl);
  const provider = new LoginProvider({
    auth,
    redirectUrl: redirect.url,
    state,
    clientSecret: secret === undefined ? undefined : await readSecret(secret, `The client secret of ${namespace}`),
    known,
    openBrowser,
  });
  try {
    const challenge = await readChallenge(transport, fetchFn);
    const scope = computeScopeUnion(auth.scope ?? challenge.scope, known?.wantedScope);
    const request = { serverUrl, fetchFn, ...challenge, ...(scope === undefined ? {} : { scope }) };
    if ((await authorize(provider, { ...request, forceReauthorization: true })) === "REDIRECT") {
      const { code, iss } = await redirect.wait(signal);
      await authorize(provider, { ...request, authorizationCode: code, ...(iss === undefined ? {} : { iss }) });
    }
  } catch (error) {
    throw loginFailure(namespace, error);
  }
  await store.exclusively(serverUrl, () => store.write(serverUrl, provider.credentials()));
}

interface Challenge {
  readonly resourceMetadataUrl?: URL;
  readonly scope?: string;
}

/** Asks the upstream without credentials: its refusal says where to log in, and for what. RFC 9728, section 5 */
async function readChallenge(transport: HttpTransportOptions, fetchFn: FetchLike): Promise<Challenge> {
  const isSse = transport.type === "sse";
  const response = await fetchFn(transport.url, {
    method: isSse ? "GET" : "POST",
    headers: {
      ...transport.headers,
      accept: "application/json, text/event-stream",
      ...(isSse ? {} : { "content-type": "application/json" }),
    },
    ...(isSse ? {} : { body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }) }),
  });
  await response.body?.cancel();
  const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(response);
  return {
    ...(resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl }),
    ...(scope === undefined ? {} : { scope }),
  };
}

function loginFailure(namespace: string, error: unknown): PosternError {
  if (isPosternError(error)) {
    return error;
  }
  const cause = error instanceof Error && isPosternError(error.cause) ? error.cause : undefined;
  if (cause !== undefined) {
    return cause;
  }
  const why =
    error instanceof IssuerMismatchError ? "the answer came from another authorization server" : explain(error);
  return new PosternError("UNAUTHORIZED", `The login to ${namespace} failed: ${why.slice(0, 500)}`, { cause: error });
}
