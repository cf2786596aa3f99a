import { afterEach, beforeEach, expect, it } from "vitest";
import { createOpenAiEmbedder } from "../src/index.ts";
import { startEmbeddingServer } from "./embedding-server.ts";
import type { EmbeddingServer } from "./embedding-server.ts";

let server: EmbeddingServer;
beforeEach(async () => {
  server = await startEmbeddingServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

function embedder(options: Partial<Parameters<typeof createOpenAiEmbedder>[0]> = {}) {
  return createOpenAiEmbedder({ url: server.url, model: "small", retryDelayMs: 1, ...options });
}

it("asks in batches and answers in the texts' order", async () => {
  const vectors = await embedder({ batchSize: 2 }).embed(["rain", "mail", "bill"]);
  expect(server.requests.map(({ body }) => body.input)).toEqual([["rain", "mail"], ["bill"]]);
  expect(vectors.map((vector) => vector.indexOf(1))).toEqual([0, 1, 2]);
});

it("speaks the protocol: path, model, dimensions, key and further headers", async () => {
  await embedder({ url: `${server.url}/`, apiKey: "secret", dimensions: 4, headers: { "x-team": "a" } }).embed([
    "rain",
  ]);
  const [request] = server.requests;
  expect(request).toMatchObject({
    path: "/v1/embeddings",
    headers: { authorization: "Bearer secret", "x-team": "a", "content-type": "application/json" },
    body: { model: "small", input: ["rain"], dimensions: 4, encoding_format: "float" },
  });
});

it("tries again after 429, a 5xx and a lost connection", async () => {
  server.answers.push({ status: 429, headers: { "retry-after": "0" } }, { status: 503 }, "hang up");
  expect(await embedder().embed(["rain"])).toHaveLength(1);
  expect(server.requests).toHaveLength(4);
});

it("gives up after its retries with SOURCE_UNAVAILABLE", async () => {
  server.answers.push({ status: 500 }, { status: 500 });
  await expect(embedder({ maxRetries: 1 }).embed(["rain"])).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
  expect(server.requests).toHaveLength(2);
});

it.each([
  [401, "UNAUTHORIZED"],
  [403, "UNAUTHORIZED"],
  [404, "UPSTREAM_ERROR"],
])("does not try again after %i", async (status, code) => {
  server.answers.push({ status, body: { error: { message: "wrong key: secret" } } });
  const failed = embedder({ apiKey: "secret" }).embed(["rain"]);
  await expect(failed).rejects.toMatchObject({ code, message: expect.not.stringContaining("secret") as string });
  expect(server.requests).toHaveLength(1);
});

it("gives an attempt no longer than its time", async () => {
  server.answers.push("silence");
  await expect(embedder({ timeoutMs: 20, maxRetries: 0 }).embed(["rain"])).rejects.toMatchObject({
    code: "SOURCE_UNAVAILABLE",
    message: "The embedding service cannot be reached: no answer in 20 ms.",
  });
});

it.each([
  ["too few vectors", { data: [] }],
  ["vectors of two lengths", { data: [{ embedding: [1] }, { embedding: [1, 2] }] }],
  ["something else", "hello"],
  ["numbers that are none", { data: [{ embedding: ["x"] }, { embedding: ["y"] }] }],
])("refuses an answer with %s", async (_, body) => {
  server.answers.push({ body });
  await expect(embedder().embed(["rain", "mail"])).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
});

it("keeps its budget of characters", async () => {
  const limited = embedder({ maxCharacters: 8 });
  await limited.embed(["rain", "mail"]);
  await expect(limited.embed(["x"])).rejects.toMatchObject({ code: "CALL_LIMIT" });
  expect(server.requests).toHaveLength(1);
});

it("stops when it is aborted, while it waits to try again", async () => {
  server.answers.push({ status: 503, headers: { "retry-after": "20" } });
  const controller = new AbortController();
  const failed = embedder().embed(["rain"], controller.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort();
  await expect(failed).rejects.toMatchObject({ code: "ABORTED" });
});

it("refuses options that cannot work", () => {
  expect(() => embedder({ url: "nowhere" })).toThrow("absolute url");
  expect(() => embedder({ batchSize: 0 })).toThrow("batchSize");
});
