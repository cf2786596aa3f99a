import { PosternError, type JsonObject } from "@postern/core";
import type { DocumentIndex, SecurityRequirements } from "../document/document-index.ts";
import type { Credentials } from "../network/http-client.ts";
import type { Credential } from "../options.ts";
import { createClientCredentials, type AccessTokens, type PostForm } from "./client-credentials.ts";
import type { Secrets } from "./secrets.ts";

/** Puts credentials on requests. */
export interface Authenticator {
  /** For an operation with these requirements. */
  credentials(security: SecurityRequirements, signal: AbortSignal): Promise<Credentials | undefined>;
  /** Forgets access tokens after a 401; false where there is none to renew. */
  forgetTokens(): boolean;
  /** What to say when an operation was refused: which schemes have no credentials, if that is the reason. */
  advice(security: SecurityRequirements): string | undefined;
}

type Part = (signal: AbortSignal) => Promise<Partial<Credentials>>;

interface Scheme {
  readonly name: string;
  /** It is none of the document's, and so for every operation. */
  readonly isForAll: boolean;
  readonly part: Part;
  readonly tokens?: AccessTokens;
}

/**
 * Reads all secrets and makes an authenticator of them.
 * @throws {PosternError} UNAUTHORIZED - when a secret is missing
 * @throws {PosternError} INVALID_OPTION - when a credential does not fit its scheme
 */
export async function createAuthenticator(
  index: DocumentIndex,
  auth: Readonly<Record<string, Credential>>,
  tools: { readonly secrets: Secrets; readonly post: PostForm },
): Promise<Authenticator> {
  const schemes: Scheme[] = [];
  for (const [name, credential] of Object.entries(auth)) {
    schemes.push(await createScheme(name, credential, { ...tools, index }));
  }
  const byName = new Map(schemes.map((scheme) => [scheme.name, scheme]));

  function chosen(security: SecurityRequirements): Scheme[] {
    const alternative = security.find((requirement) => {
      const names = Object.keys(requirement);
      return names.length > 0 && names.every((name) => byName.has(name));
    });
    const named = Object.keys(alternative ?? {}).map((name) => byName.get(name));
    return [...new Set([...schemes.filter(({ isForAll }) => isForAll), ...named])].filter(
      (scheme) => scheme !== undefined,
    );
  }

  return {
    credentials: async (security, signal) => {
      const parts = await Promise.all(chosen(security).map(({ part }) => part(signal)));
      return parts.length === 0
        ? undefined
        : {
            headers: Object.assign({}, ...parts.map(({ headers }) => headers)) as Record<string, string>,
            query: Object.assign({}, ...parts.map(({ query }) => query)) as Record<string, string>,
            cookies: Object.assign({}, ...parts.map(({ cookies }) => cookies)) as Record<string, string>,
          };
    },
    forgetTokens: () => schemes.map(({ tokens }) => tokens?.forget() ?? false).some(Boolean),
    advice: (security) => {
      if (
        chosen(security).length > 0 ||
        security.length === 0 ||
        security.some((one) => Object.keys(one).length === 0)
      ) {
        return undefined;
      }
      const wanted = security.map((requirement) => Object.keys(requirement).join(" and "));
      return `No credentials are configured: set auth for ${wanted.join(", or ")}.`;
    },
  };
}

interface SchemeTools {
  readonly index: DocumentIndex;
  readonly secrets: Secrets;
  readonly post: PostForm;
}

async function createScheme(name: string, credential: Credential, tools: SchemeTools): Promise<Scheme> {
  const declared = Object.hasOwn(tools.index.securitySchemes, name) ? tools.index.securitySchemes[name] : undefined;
  const scheme = (credential.scheme as JsonObject | undefined) ?? declared;
  if (scheme === undefined) {
    const known = Object.keys(tools.index.securitySchemes).join(", ") || "none";
    throw new PosternError(
      "INVALID_OPTION",
      `auth.${name}: the document has no security scheme of that name (it has: ${known}); name one of them or give \`scheme\`.`,
    );
  }
  const base = { name, isForAll: declared === undefined };
  if ("clientId" in credential) {
    const tokens = await createClientCredentials({ name, scheme, credential }, tools);
    return { ...base, tokens, part: async (signal) => bearer(await tokens.get(signal)) };
  }
  if ("username" in credential) {
    const username = await tools.secrets.read(credential.username, `auth.${name}.username`);
    const password = await tools.secrets.read(credential.password, `auth.${name}.password`);
    const encoded = Buffer.from(`${username}:${password}`).toString("base64");
    tools.secrets.add(encoded);
    return { ...base, part: async () => ({ headers: { authorization: `Basic ${encoded}` } }) };
  }
  const token = await tools.secrets.read(credential.token, `auth.${name}.token`);
  const part = tokenPart(name, scheme, token);
  return { ...base, part: async () => part };
}

function tokenPart(name: string, scheme: JsonObject, token: string): Partial<Credentials> {
  if (scheme["type"] !== "apiKey") {
    const kind = typeof scheme["scheme"] === "string" ? scheme["scheme"] : "bearer";
    if (kind.toLowerCase() === "basic") {
      throw new PosternError("INVALID_OPTION", `auth.${name}: HTTP Basic takes username and password, not token.`);
    }
    return kind.toLowerCase() === "bearer" ? bearer(token) : { headers: { authorization: `${kind} ${token}` } };
  }
  const key = typeof scheme["name"] === "string" ? scheme["name"] : "";
  switch (scheme["in"]) {
    case "query":
      return { query: { [key]: token } };
    case "cookie":
      return { cookies: { [key]: token } };
    default:
      return { headers: { [key.toLowerCase()]: token } };
  }
}

function bearer(token: string): Partial<Credentials> {
  return { headers: { authorization: `Bearer ${token}` } };
}
