import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** The keys of an authorization server, and tokens signed with them. */
export interface JwksServer extends AsyncDisposable {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** A token that is good for five minutes, with these claims besides. */
  accessToken(claims: Readonly<Record<string, unknown>>): Promise<string>;
}

/** Publishes a key on a free port. */
export async function startJwksServer(): Promise<JwksServer> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k1", alg: "ES256" }] });
  const server = createServer((_request, response) => response.end(keys));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = "https://login.example";
  return {
    issuer,
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    accessToken: (claims) =>
      new SignJWT({
        client_id: "app-1",
        scope: "mcp",
        iss: issuer,
        exp: Math.floor(Date.now() / 1000) + 300,
        ...claims,
      })
        .setProtectedHeader({ alg: "ES256", kid: "k1" })
        .sign(privateKey),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
