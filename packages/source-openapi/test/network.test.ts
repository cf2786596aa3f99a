import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { json, startApi } from "./support/api-server.ts";
import { call, context, operation, sourceOf } from "./support/documents.ts";

const AUTH = { auth: { key: { token: "secret-token-1", scheme: { type: "http", scheme: "bearer" } } } } as const;

it("refuses private and loopback addresses, written or resolved, unless they are allowed", async () => {
  for (const baseUrl of [
    "http://127.0.0.1:9",
    "http://localhost:9",
    "http://[::1]:9",
    "http://[::ffff:10.0.0.1]:9",
    "http://169.254.169.254",
  ]) {
    await using source = sourceOf(operation("/a", {}), { baseUrl, allowPrivateAddresses: false });
    await expect(call(source)).rejects.toMatchObject({ code: "DENIED" });
  }
});

it("follows a redirect to another origin without credentials, cookies and configured headers", async () => {
  await using other = await startApi();
  await using api = await startApi((_request, response) => {
    response.writeHead(302, { location: `${other.url}/elsewhere` });
    response.end();
  });
  const parameters = [{ name: "sid", in: "cookie", schema: { type: "string" } }];
  await using source = sourceOf(operation("/a", { parameters }), {
    ...AUTH,
    baseUrl: api.url,
    headers: { "X-Key": "secret-header" },
  });
  await call(source, { sid: "secret-cookie" });
  expect(api.requests[0]?.headers).toMatchObject({
    authorization: "Bearer secret-token-1",
    "x-key": "secret-header",
    cookie: "sid=secret-cookie",
  });
  expect(JSON.stringify(other.requests[0])).not.toContain("secret");
});

it("keeps credentials on a redirect within the origin, and carries no body to another", async () => {
  await using other = await startApi();
  await using api = await startApi((request, response) => {
    if (request.url === "/a") {
      response.writeHead(308, { location: "/b" });
      response.end();
    } else {
      response.writeHead(307, { location: other.url });
      response.end();
    }
  });
  const requestBody = { content: { "application/json": { schema: {} } } };
  await using source = sourceOf(operation("/a", { method: "post", requestBody }), { ...AUTH, baseUrl: api.url });
  await expect(call(source, { body: { a: 1 } })).rejects.toMatchObject({ code: "DENIED" });
  expect(api.requests.map(({ url, headers, body }) => [url, headers.authorization, body.toString()])).toEqual([
    ["/a", "Bearer secret-token-1", '{"a":1}'],
    ["/b", "Bearer secret-token-1", '{"a":1}'],
  ]);
  expect(other.requests).toEqual([]);
});

it.each([
  ["get", 503, 3],
  ["put", 429, 3],
  ["post", 503, 1],
  ["get", 500, 1],
])("sends a %s that is answered with %i %i times", async (method, status, times) => {
  let answers = 0;
  await using api = await startApi((_request, response) => {
    answers += 1;
    response.writeHead(answers < 3 ? status : 200, { "retry-after": "0", "content-type": "application/json" });
    response.end("{}");
  });
  await using source = sourceOf(operation("/a", { method }), { baseUrl: api.url });
  const result = await source.callTool("op", {}, context());
  expect([api.requests.length, result.isError ?? false]).toEqual([times, times === 1]);
});

it.each([
  ["get", 2],
  ["delete", 2],
  ["post", 1],
])("sends a %s whose connection is lost %i times", async (method, times) => {
  await using api = await startApi((_request, response) => {
    if (api.requests.length === 1) {
      response.destroy();
    } else {
      response.writeHead(204).end();
    }
  });
  await using source = sourceOf(operation("/a", { method }), { baseUrl: api.url });
  const ending = await source.callTool("op", {}, context()).then(
    () => "answered",
    (error: { readonly code: string }) => error.code,
  );
  expect([api.requests.length, ending]).toEqual([times, times === 1 ? "UNKNOWN_OUTCOME" : "answered"]);
});

it("gives up where a server asks for a longer pause than is allowed, and says how long", async () => {
  await using api = await startApi((_request, response) => {
    response.writeHead(429, { "retry-after": "3600" });
    response.end();
  });
  await using source = sourceOf(operation("/a", {}), { baseUrl: api.url });
  await expect(call(source)).rejects.toThrow(/^GET \/a answered 429\nRetry-After: 3600$/u);
  expect(api.requests.length).toBe(1);
});

it("reads a response of maxResponseBytes and refuses one byte more, unpacked", async () => {
  await using api = await startApi((request, response) => {
    const text = JSON.stringify("x".repeat(request.url === "/fits" ? 998 : 999));
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(gzipSync(text));
  });
  await using fitting = sourceOf(operation("/fits", {}), { baseUrl: api.url, maxResponseBytes: 1000 });
  await expect(call(fitting)).resolves.toHaveLength(998);
  await using long = sourceOf(operation("/long", {}), { baseUrl: api.url, maxResponseBytes: 1000 });
  await expect(call(long)).rejects.toMatchObject({ code: "OUTPUT_LIMIT" });
});

it("lets maxConcurrentCalls run at once, the others wait", async () => {
  const { promise: open, resolve } = Promise.withResolvers<void>();
  const { promise: full, resolve: isFull } = Promise.withResolvers<void>();
  let running = 0;
  let most = 0;
  await using api = await startApi((_request, response) => {
    running += 1;
    most = Math.max(most, running);
    if (running === 2) {
      isFull();
    }
    const end = async (): Promise<void> => {
      await open;
      running -= 1;
      json(response, {});
    };
    void end();
  });
  await using source = sourceOf(operation("/a", {}), { baseUrl: api.url, maxConcurrentCalls: 2 });
  const calls = Array.from({ length: 6 }, () => call(source));
  await full;
  resolve();
  await Promise.all(calls);
  expect([most, api.requests.length]).toEqual([2, 6]);
});

it("ends with ABORTED when the caller does, and with CALL_TIMEOUT after timeoutMs", async () => {
  const ending = new AbortController();
  await using api = await startApi(() => ending.abort());
  await using source = sourceOf(operation("/a", {}), { baseUrl: api.url });
  const aborted = source.callTool("op", {}, context({ signal: ending.signal }));
  await expect(aborted).rejects.toMatchObject({ code: "ABORTED" });
  await using slow = sourceOf(operation("/a", {}), { baseUrl: api.url, timeoutMs: 50 });
  await expect(call(slow)).rejects.toMatchObject({ code: "CALL_TIMEOUT" });
});

it("does not know what came of a POST whose connection was lost, and says that a GET's host is away", async () => {
  await using api = await startApi((_request, response) => response.destroy());
  await using post = sourceOf(operation("/a", { method: "post" }), { baseUrl: api.url });
  await expect(call(post)).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
  await using get = sourceOf(operation("/a", {}), { baseUrl: api.url });
  await expect(call(get)).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
});
