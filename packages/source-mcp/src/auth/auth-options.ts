import type { Secret } from "@postern/core/node";
import { z } from "zod";

/** Sends one token. When the upstream refuses it, it is read anew and tried once more. */
export interface BearerAuth {
  readonly type: "bearer";
  readonly token: Secret;
}

/**
 * OAuth 2.1 on behalf of a person, who logs in once with `loginUpstream`. Tokens are kept in the source's `credentialStore`
 * and refreshed from then on. An upstream that asks for no login is used without one.
 */
export interface OAuthAuth {
  readonly type: "oauth";
  /** Asked for at login. Default: what the server asks for. */
  readonly scope?: string | undefined;
  /** A client that was registered beforehand. Default: the metadata document, or dynamic registration. */
  readonly clientId?: string | undefined;
  /** Default none: a public client. */
  readonly clientSecret?: Secret | undefined;
  /** The authorization server that the client is registered with. Required with `clientSecret`, which is sent to no other. */
  readonly issuer?: string | undefined;
  /** The address of a client ID metadata document, for authorization servers that take one. */
  readonly clientMetadataUrl?: string | undefined;
  /** The loopback port of the redirect. Default: any free one. */
  readonly redirectPort?: number | undefined;
  /** Lets discovery and token requests go to private addresses, as of an identity provider in the own network. Default false. */
  readonly allowPrivateAddresses?: boolean | undefined;
}

/** OAuth 2.1 on behalf of this program: no person, no login. */
export interface ClientCredentialsAuth {
  readonly type: "client-credentials";
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** The authorization server that may see the secret. Whatever the upstream says, it is sent to no other. */
  readonly issuer: string;
  /** Default: what the server asks for. */
  readonly scope?: string | undefined;
  /** As for {@link OAuthAuth}. */
  readonly allowPrivateAddresses?: boolean | undefined;
}

/** How to obtain the `Authorization` header of an upstream. */
export type UpstreamAuth = BearerAuth | OAuthAuth | ClientCredentialsAuth;

const SECRET = z.union([
  z.string().min(1),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ command: z.string().min(1), args: z.array(z.string()).optional() }),
]);

const CLIENT_ID = z.string().min(1);
const PRIVATE_ADDRESSES = z
  .boolean()
  .optional()
  .describe("Lets discovery and token requests go to private addresses. Default false.");

/** Checks auth options of a configuration. */
export const authSchema: z.ZodType<UpstreamAuth, UpstreamAuth> = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("bearer"), token: SECRET }).describe("One token with every request."),
  z
    .strictObject({
      type: z.literal("oauth"),
      scope: z.string().optional().describe("Asked for at login. Default: what the server asks for."),
      clientId: CLIENT_ID.optional().describe("A client registered beforehand. Default: it is made known at login."),
      clientSecret: SECRET.optional().describe("Default none: a public client. Needs clientId and issuer."),
      issuer: z.url().optional().describe("The authorization server that may see the secret."),
      clientMetadataUrl: z
        .url({ protocol: /^https$/u })
        .optional()
        .describe("The address of a client ID metadata document, for authorization servers that take one."),
      redirectPort: z
        .int()
        .min(1)
        .max(65_535)
        .optional()
        .describe("The loopback port of the redirect. Default: any free one."),
      allowPrivateAddresses: PRIVATE_ADDRESSES,
    })
    .describe("A person logs in once, with `postern login NAME`.")
    .refine(
      ({ clientSecret, issuer, clientId }) =>
        clientSecret === undefined || (issuer !== undefined && clientId !== undefined),
      "clientSecret needs clientId and issuer",
    ),
  z
    .strictObject({
      type: z.literal("client-credentials"),
      clientId: CLIENT_ID,
      clientSecret: SECRET,
      issuer: z.url().describe("The authorization server that may see the secret."),
      scope: z.string().optional().describe("Default: what the server asks for."),
      allowPrivateAddresses: PRIVATE_ADDRESSES,
    })
    .describe("The program logs in by itself."),
]);
