import { isJsonObject, PosternError, type JsonObject, type JsonValue } from "@postern/core";
import type { HttpResponse } from "../network/http-client.ts";
import type { Credential } from "../options.ts";
import type { Secrets } from "./secrets.ts";

/** Posts a form to a token endpoint, which is a host of its own. */
export type PostForm = (
  url: URL,
  form: URLSearchParams,
  options: { readonly authorization: string; readonly signal: AbortSignal },
) => Promise<HttpResponse>;

/** Access tokens of one client, fetched when needed and kept until shortly before they expire. */
export interface AccessTokens {
  get(signal: AbortSignal): Promise<string>;
  /** The token was refused: the next call gets another. False where there was none. */
  forget(): boolean;
}

/** A token that is about to expire would be refused on arrival. */
const EXPIRY_MARGIN_MS = 30_000;
/** RFC 6749 leaves out `expires_in` at times; then a refusal tells. */
const DEFAULT_LIFETIME_S = 3600;
const TOKEN_TIMEOUT_MS = 15_000;

/** The client credentials grant (RFC 6749, section 4.4). Calls that need a token at once share one request. */
export async function createClientCredentials(
  { name, scheme, credential }: ClientScheme,
  { secrets, post }: { readonly secrets: Secrets; readonly post: PostForm },
): Promise<AccessTokens> {
  const flow = clientCredentialsFlow(scheme);
  const tokenUrl = credential.tokenUrl ?? flow?.["tokenUrl"];
  if (typeof tokenUrl !== "string" || !URL.canParse(tokenUrl)) {
    throw new PosternError("INVALID_OPTION", `auth.${name}: the scheme has no client credentials flow; set tokenUrl.`);
  }
  const clientId = await secrets.read(credential.clientId, `auth.${name}.clientId`);
  const clientSecret = await secrets.read(credential.clientSecret, `auth.${name}.clientSecret`);
  // RFC 6749, section 2.3.1: both parts are form-encoded before they are put together.
  const pair = [clientId, clientSecret].map((part) => new URLSearchParams({ part }).toString().slice("part=".length));
  const encoded = Buffer.from(pair.join(":")).toString("base64");
  secrets.add(encoded);
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (credential.scopes !== undefined && credential.scopes.length > 0) {
    form.set("scope", credential.scopes.join(" "));
  }
  let held: { readonly token: string; readonly expiresAtMs: number } | undefined;
  let pending: Promise<string> | undefined;

  async function request(): Promise<string> {
    const signal = AbortSignal.timeout(TOKEN_TIMEOUT_MS);
    const response = await post(new URL(tokenUrl as string), form, { authorization: `Basic ${encoded}`, signal });
    const answer = parsed(response);
    const token = answer["access_token"];
    if (response.status !== 200 || typeof token !== "string") {
      const reason = typeof answer["error"] === "string" ? `: ${secrets.redact(answer["error"])}` : "";
      throw new PosternError("UNAUTHORIZED", `auth.${name}: the token endpoint answered ${response.status}${reason}`);
    }
    secrets.add(token);
    const lifetimeMs = Number(answer["expires_in"] ?? DEFAULT_LIFETIME_S) * 1000;
    held = { token, expiresAtMs: Date.now() + lifetimeMs - EXPIRY_MARGIN_MS };
    return token;
  }

  return {
    get: async (signal) => {
      signal.throwIfAborted();
      if (held !== undefined && Date.now() < held.expiresAtMs) {
        return held.token;
      }
      pending ??= request().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    forget: () => {
      const hadToken = held !== undefined;
      held = undefined;
      return hadToken;
    },
  };
}

interface ClientScheme {
  readonly name: string;
  readonly scheme: JsonObject;
  readonly credential: Extract<Credential, { clientId: unknown }>;
}

function clientCredentialsFlow(scheme: JsonObject): JsonObject | undefined {
  const flow = isJsonObject(scheme["flows"]) ? scheme["flows"]["clientCredentials"] : undefined;
  return isJsonObject(flow) ? flow : undefined;
}

function parsed(response: HttpResponse): JsonObject {
  try {
    const value = JSON.parse(new TextDecoder().decode(response.body)) as JsonValue;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
