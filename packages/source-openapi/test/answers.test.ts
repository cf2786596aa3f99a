import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { json, startApi, type SeenRequest } from "./support/api-server.ts";
import { call, context, operation, sourceOf } from "./support/documents.ts";

type Respond = (request: SeenRequest, response: ServerResponse) => void;

function answering(type: string | undefined, body: string | Uint8Array, status = 200): Respond {
  return (_request, response) => {
    response.writeHead(status, type === undefined ? {} : { "content-type": type });
    response.end(body);
  };
}

it.each<[string, Respond, unknown]>([
  ["JSON", answering("application/json", '{"a":[1]}'), { a: [1] }],
  ["JSON of a vendor", answering("application/vnd.x.v1+json; charset=utf-8", "[]"), []],
  ["text", answering("text/plain; charset=iso-8859-1", new Uint8Array([0xe9])), "é"],
  ["XML as text", answering("application/xml", "<a/>"), "<a/>"],
  ["bytes", answering("application/pdf", new Uint8Array([0, 255])), new Uint8Array([0, 255])],
  ["nothing", answering(undefined, "", 204), undefined],
])("answers %s", async (_name, respond, value) => {
  await using api = await startApi(respond);
  await using source = sourceOf(operation("/a", {}), { baseUrl: api.url });
  expect(await call(source)).toEqual(value);
});

it("types a success by its schema, bytes, text and nothing, and leaves out what the document does not say", async () => {
  const types: [object, unknown][] = [
    [{ 200: { content: { "application/json": { schema: { type: "integer" } } } } }, { type: "integer" }],
    [{ 204: {} }, { "x-postern-type": "void" }],
    [{ 200: { content: { "application/pdf": {} } } }, { "x-postern-type": "bytes" }],
    [{ 200: { content: { "text/html": {} } } }, { type: "string" }],
    [{ 200: {} }, undefined],
    [
      {
        200: { content: { "application/json": { schema: { type: "integer" } } } },
        204: {},
        404: { content: { "application/json": {} } },
      },
      { anyOf: [{ type: "integer" }, { "x-postern-type": "void" }] },
    ],
  ];
  for (const [responses, schema] of types) {
    await using source = sourceOf(operation("/a", { responses }));
    const [tool] = await source.listTools();
    expect(tool?.outputSchema).toEqual(schema);
  }
});

it("throws an HTTP error with the operation, the status and the problem", async () => {
  await using api = await startApi((_request, response) => {
    response.writeHead(422, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ title: "Invalid", detail: "name is missing" }));
  });
  const parameters = [{ name: "id", in: "path", required: true, schema: { type: "string" } }];
  await using source = sourceOf(operation("/a/{id}", { method: "put", parameters }), { baseUrl: api.url });
  await expect(call(source, { id: "1" })).rejects.toThrow(
    'PUT /a/{id} answered 422: {"title":"Invalid","detail":"name is missing"}',
  );
});

it("shows a long error body's start only", async () => {
  await using api = await startApi(answering("text/html", "x".repeat(5000), 500));
  await using source = sourceOf(operation("/a", {}), { baseUrl: api.url });
  await expect(call(source)).rejects.toThrow(new RegExp(`^GET /a answered 500: x{1000}…$`, "u"));
});

it("gives status and headers on { response: true }, but no cookies, and refuses other options", async () => {
  await using api = await startApi((_request, response) => {
    response.setHeader("link", '<https://x/?page=2>; rel="next"');
    response.setHeader("x-ratelimit-remaining", "41");
    response.setHeader("set-cookie", "session=1");
    json(response, [1], 201);
  });
  await using source = sourceOf(operation("/a", {}), { baseUrl: api.url });
  const { structuredContent } = await source.callTool("op", {}, context({ options: { response: true } }));
  expect(structuredContent).toMatchObject({ status: 201, body: [1], headers: { "x-ratelimit-remaining": "41" } });
  expect(structuredContent).toHaveProperty("headers.link");
  expect(structuredContent).not.toHaveProperty("headers.set-cookie");
  await expect(source.callTool("op", {}, context({ options: { other: 1 } }))).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
});

it("says when what claims to be JSON is none", async () => {
  await using api = await startApi(answering("application/json", "<html>"));
  await using source = sourceOf(operation("/a", {}), { baseUrl: api.url });
  await expect(call(source)).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
});
