import type { CredentialStore } from "@postern/source-mcp";
import type { ServerConfig } from "../config/server-config.ts";

/** How a remote server is authorized, and whether somebody has logged in. Holds no secret. */
export interface LoginStatus {
  readonly name: string;
  readonly url: string;
  /** `oauth` takes a login where the server asks for one; the others are in the configuration. */
  readonly auth: "oauth" | "bearer" | "client-credentials" | "headers";
  readonly isLoggedIn: boolean;
  readonly scope?: string;
  /** When the access token expires, as an ISO date. It is renewed by itself where `isRenewable`. */
  readonly expiresAt?: string;
  readonly isRenewable?: boolean;
}

/** The state of the logins of all remote servers. */
export async function loginStatuses(
  servers: Readonly<Record<string, ServerConfig>>,
  store: CredentialStore,
): Promise<readonly LoginStatus[]> {
  const remote = Object.entries(servers).flatMap(([name, server]) =>
    server.type === "stdio" ? [] : [{ name, url: server.url, auth: server.auth?.type ?? ("headers" as const) }],
  );
  return Promise.all(
    remote.map(async (server): Promise<LoginStatus> => {
      const stored = server.auth === "oauth" ? await store.read(server.url) : undefined;
      const url = withoutSecrets(server.url);
      if (stored === undefined) {
        return { ...server, url, isLoggedIn: false };
      }
      const { scope, expires_in: lifetimeSeconds, refresh_token: refreshToken } = stored.tokens;
      return {
        ...server,
        url,
        isLoggedIn: true,
        isRenewable: refreshToken !== undefined,
        ...(scope === undefined ? {} : { scope }),
        ...(lifetimeSeconds === undefined
          ? {}
          : { expiresAt: new Date(stored.obtainedAtMs + lifetimeSeconds * 1000).toISOString() }),
      };
    }),
  );
}

/** Keys are passed in queries, and passwords before hosts. */
function withoutSecrets(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
}
