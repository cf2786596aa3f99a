import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { SecurityScheme } from "../src/index.ts";
import { json, startApi } from "./support/api-server.ts";
import { call, operation, sourceOf, temporaryFolder } from "./support/documents.ts";

const SCHEMES = {
  header: { type: "apiKey", in: "header", name: "X-Api-Key" },
  query: { type: "apiKey", in: "query", name: "api_key" },
  cookie: { type: "apiKey", in: "cookie", name: "session" },
  bearer: { type: "http", scheme: "bearer" },
  basic: { type: "http", scheme: "basic" },
};

function secured(security: readonly object[], schemes: object = SCHEMES): object {
  return operation("/a", { security }, { components: { securitySchemes: schemes } });
}

it("puts API keys, bearer tokens and basic credentials where the document's schemes say", async () => {
  await using api = await startApi();
  const folder = temporaryFolder();
  writeFileSync(join(folder, "token.txt"), "file-token\n");
  await using source = sourceOf(secured([{ header: [], query: [], cookie: [], bearer: [] }]), {
    baseUrl: api.url,
    baseDirectory: folder,
    environment: { KEY: "env-key" },
    auth: {
      header: { token: { env: "KEY" } },
      query: { token: "a&b" },
      cookie: { token: "c" },
      bearer: { token: { file: "token.txt" } },
    },
  });
  await call(source);
  expect(api.requests[0]).toMatchObject({
    url: "/a?api_key=a%26b",
    headers: { "x-api-key": "env-key", cookie: "session=c", authorization: "Bearer file-token" },
  });
  await using basic = sourceOf(secured([{ basic: [] }]), {
    baseUrl: api.url,
    auth: { basic: { username: "u", password: "p:w" } },
  });
  await call(basic);
  expect(api.requests[1]?.headers.authorization).toBe(`Basic ${Buffer.from("u:p:w").toString("base64")}`);
});

it("takes the first alternative that has all its credentials, and none where none is wanted", async () => {
  await using api = await startApi();
  const auth = { header: { token: "header-key" } };
  await using source = sourceOf(secured([{ bearer: [] }, { header: [] }]), { baseUrl: api.url, auth });
  await call(source);
  expect(api.requests[0]?.headers).toMatchObject({ "x-api-key": "header-key" });
  await using open = sourceOf(secured([]), { baseUrl: api.url, auth });
  await call(open);
  expect(api.requests[1]?.headers).not.toHaveProperty("x-api-key");
});

it.each([
  [{ env: "MISSING" }, "auth.header.token: the environment variable MISSING is not set."],
  [{ env: "EMPTY" }, "auth.header.token is empty."],
  [{ file: "none.txt" }, "auth.header.token: the file none.txt cannot be read."],
  [{ command: "no-such-command" }, "auth.header.token: the command no-such-command failed."],
  ["two\nlines", "auth.header.token has more than one line."],
])("names a missing secret at start: %j", async (token, message) => {
  await using source = sourceOf(secured([{ header: [] }]), { environment: { EMPTY: "" }, auth: { header: { token } } });
  await expect(source.listTools()).rejects.toMatchObject({ code: "UNAUTHORIZED", message: `api: ${message}` });
  expect(source.status).toMatchObject({ state: "unauthorized", lastError: `api: ${message}` });
});

it("refuses credentials for a scheme that the document does not have", async () => {
  await using source = sourceOf(secured([]), { auth: { other: { token: "x" } } });
  await expect(source.listTools()).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

it("keeps secrets out of errors and of answers that echo them", async () => {
  await using api = await startApi((request, response) =>
    json(response, { echo: request.headers["authorization"] }, request.url === "/a" ? 500 : 200),
  );
  const auth = { all: { token: "very-secret", scheme: { type: "http", scheme: "bearer" } satisfies SecurityScheme } };
  await using failing = sourceOf(operation("/a", {}), { baseUrl: api.url, auth });
  await expect(call(failing)).rejects.toThrow('GET /a answered 500: {"echo":"Bearer [redacted]"}');
  await using answering = sourceOf(operation("/b", {}), { baseUrl: api.url, auth });
  expect(await call(answering)).toEqual({ echo: "Bearer [redacted]" });
});

it("says which credentials are missing when an operation is refused", async () => {
  await using api = await startApi((_request, response) => json(response, {}, 401));
  await using source = sourceOf(secured([{ bearer: [] }]), { baseUrl: api.url });
  await expect(call(source)).rejects.toThrow(/No credentials are configured: set auth for bearer\.$/u);
});

it("gets one OAuth token for calls at once, keeps it, and gets another after a 401", async () => {
  let issued = 0;
  let refused = "";
  await using api = await startApi((request, response) => {
    if (request.url === "/token") {
      issued += 1;
      json(response, { access_token: `access-token-${issued}`, expires_in: 3600 });
    } else {
      json(response, {}, request.headers["authorization"] === refused ? 401 : 200);
    }
  });
  const flows = { clientCredentials: { tokenUrl: `${api.url}/token`, scopes: {} } };
  await using source = sourceOf(secured([{ oauth: [] }], { oauth: { type: "oauth2", flows } }), {
    baseUrl: api.url,
    auth: { oauth: { clientId: "id+1", clientSecret: "client-secret", scopes: ["read", "write"] } },
  });
  await Promise.all([call(source), call(source), call(source)]);
  expect(issued).toBe(1);
  const [tokenRequest] = api.requests;
  expect(tokenRequest?.headers.authorization).toBe(`Basic ${Buffer.from("id%2B1:client-secret").toString("base64")}`);
  expect(tokenRequest?.body.toString()).toBe("grant_type=client_credentials&scope=read+write");
  refused = "Bearer access-token-1";
  await call(source);
  expect(api.requests.slice(-3).map(({ headers, url }) => [url, headers.authorization])).toEqual([
    ["/a", "Bearer access-token-1"],
    ["/token", expect.stringContaining("Basic")],
    ["/a", "Bearer access-token-2"],
  ]);
});
