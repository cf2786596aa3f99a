import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "./support/api-server.ts";
import { call, operation, sourceOf } from "./support/documents.ts";

let api: ApiServer;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => api[Symbol.asyncDispose]());

const LIST = { type: "array", items: { type: "string" } };
const OBJECT = { type: "object", additionalProperties: { type: "string" } };
const COLORS = ["blue", "black", "brown"];
const RGB = { R: "100", G: "200", B: "150" };

/** OpenAPI 3.1.1, section 4.8.12.6, "Style Examples": every cell of the table that is defined. */
const STYLES: [
  where: string,
  style: string,
  explode: boolean,
  schema: object,
  value: string | string[] | object,
  url: string,
][] = [
  ["path", "matrix", false, { type: "string" }, "", "/a/;color/b"],
  ["path", "matrix", false, { type: "string" }, "blue", "/a/;color=blue/b"],
  ["path", "matrix", false, LIST, COLORS, "/a/;color=blue,black,brown/b"],
  ["path", "matrix", false, OBJECT, RGB, "/a/;color=R,100,G,200,B,150/b"],
  ["path", "matrix", true, LIST, COLORS, "/a/;color=blue;color=black;color=brown/b"],
  ["path", "matrix", true, OBJECT, RGB, "/a/;R=100;G=200;B=150/b"],
  ["path", "label", false, { type: "string" }, "blue", "/a/.blue/b"],
  ["path", "label", false, LIST, COLORS, "/a/.blue,black,brown/b"],
  ["path", "label", false, OBJECT, RGB, "/a/.R,100,G,200,B,150/b"],
  ["path", "label", true, LIST, COLORS, "/a/.blue.black.brown/b"],
  ["path", "label", true, OBJECT, RGB, "/a/.R=100.G=200.B=150/b"],
  ["path", "simple", false, { type: "string" }, "blue", "/a/blue/b"],
  ["path", "simple", false, LIST, COLORS, "/a/blue,black,brown/b"],
  ["path", "simple", false, OBJECT, RGB, "/a/R,100,G,200,B,150/b"],
  ["path", "simple", true, OBJECT, RGB, "/a/R=100,G=200,B=150/b"],
  ["query", "form", false, { type: "string" }, "", "/a//b?color="],
  ["query", "form", true, { type: "string" }, "blue", "/a//b?color=blue"],
  ["query", "form", false, LIST, COLORS, "/a//b?color=blue,black,brown"],
  ["query", "form", false, OBJECT, RGB, "/a//b?color=R,100,G,200,B,150"],
  ["query", "form", true, LIST, COLORS, "/a//b?color=blue&color=black&color=brown"],
  ["query", "form", true, OBJECT, RGB, "/a//b?R=100&G=200&B=150"],
  ["query", "spaceDelimited", false, LIST, COLORS, "/a//b?color=blue%20black%20brown"],
  ["query", "spaceDelimited", false, OBJECT, RGB, "/a//b?color=R%20100%20G%20200%20B%20150"],
  ["query", "pipeDelimited", false, LIST, COLORS, "/a//b?color=blue%7Cblack%7Cbrown"],
  ["query", "pipeDelimited", false, OBJECT, RGB, "/a//b?color=R%7C100%7CG%7C200%7CB%7C150"],
  ["query", "deepObject", true, OBJECT, RGB, "/a//b?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
];

describe("styles", () => {
  it.each(STYLES)("writes %s %s, explode %s, %j of %j", async (...row) => {
    const [where, style, explode, schema, value, url] = row;
    const parameter = { name: "color", in: where, style, explode, schema, required: where === "path" };
    const path = where === "path" ? "/a/{color}/b" : "/a//b";
    await using source = sourceOf(operation(path, { parameters: [parameter] }), { baseUrl: api.url });
    await call(source, { color: value as string });
    expect(api.requests.at(-1)?.url).toBe(url);
  });
});

it("percent-encodes values, and leaves reserved characters where the parameter allows them", async () => {
  const parameters = [
    { name: "p", in: "path", required: true, schema: { type: "string" } },
    { name: "q", in: "query", schema: { type: "string" } },
    { name: "r", in: "query", allowReserved: true, schema: { type: "string" } },
  ];
  await using source = sourceOf(operation("/f/{p}", { parameters }), { baseUrl: api.url });
  await call(source, { p: "a/b?c#d %", q: "a&b=c+d/é", r: "https://x.y/z?a=1&b=%20+#[1]" });
  expect(api.requests.at(-1)?.url).toBe(
    "/f/a%2Fb%3Fc%23d%20%25?q=a%26b%3Dc%2Bd%2F%C3%A9&r=https://x.y/z?a=1%26b=%20%2B%23%5B1%5D",
  );
});

it("sends headers and cookies, but not those that the specification says are no parameters", async () => {
  const parameters = [
    { name: "X-List", in: "header", schema: LIST },
    { name: "Accept", in: "header", schema: { type: "string" } },
    { name: "sid", in: "cookie", schema: { type: "string" } },
    { name: "many", in: "cookie", explode: false, schema: LIST },
  ];
  await using source = sourceOf(operation("/h", { parameters }), { baseUrl: api.url });
  const [tool] = await source.listTools();
  expect(tool?.inputSchema).not.toHaveProperty("properties.Accept");
  await call(source, { "X-List": ["a b", "c"], sid: "1; x", many: ["a", "b"] });
  expect(api.requests.at(-1)?.headers).toMatchObject({ "x-list": "a b,c", cookie: "sid=1%3B%20x; many=a,b" });
});

it("leaves out what is null or an empty list, and writes a parameter with content as JSON", async () => {
  const parameters = [
    { name: "none", in: "query", schema: { type: ["string", "null"] } },
    { name: "empty", in: "query", schema: LIST },
    { name: "filter", in: "query", content: { "application/json": { schema: OBJECT } } },
  ];
  await using source = sourceOf(operation("/n", { parameters }), { baseUrl: api.url });
  await call(source, { none: null, empty: [], filter: { a: "1" } });
  expect(api.requests.at(-1)?.url).toBe("/n?filter=%7B%22a%22%3A%221%22%7D");
});

it("nests deep objects and lists as every reader of them expects", async () => {
  const parameters = [{ name: "f", in: "query", style: "deepObject", explode: true, schema: { type: "object" } }];
  await using source = sourceOf(operation("/d", { parameters }), { baseUrl: api.url });
  await call(source, { f: { a: { b: 1 }, c: ["x", { d: true }] } });
  expect(decodeURIComponent(api.requests.at(-1)?.url ?? "")).toBe("/d?f[a][b]=1&f[c][0]=x&f[c][1][d]=true");
});

it.each(["", ".", "..", undefined])("refuses %j for a path parameter, which would reach another path", async (id) => {
  const parameters = [{ name: "id", in: "path", required: true, schema: { type: "string" } }];
  await using source = sourceOf(operation("/users/{id}", { parameters }), { baseUrl: api.url });
  const sent = api.requests.length;
  await expect(call(source, id === undefined ? {} : { id })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect(api.requests.length).toBe(sent);
});

it("refuses a header with a line break", async () => {
  const parameters = [{ name: "X-A", in: "header", schema: { type: "string" } }];
  await using source = sourceOf(operation("/h", { parameters }), { baseUrl: api.url });
  await expect(call(source, { "X-A": "1\r\nX-B: 2" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

it("groups parameters by place where their names clash, among themselves or with the body", async () => {
  const parameters = ["path", "query", "header", "cookie"].map((place) => ({
    name: "id",
    in: place,
    required: place === "path",
    schema: { type: "string" },
  }));
  const requestBody = { content: { "application/json": { schema: { type: "object" } } } };
  await using source = sourceOf(operation("/g/{id}", { method: "post", parameters, requestBody }), {
    baseUrl: api.url,
  });
  const [tool] = await source.listTools();
  expect(tool?.inputSchema).toMatchObject({
    properties: { path: { required: ["id"] }, query: {}, header: {}, cookie: {}, body: { type: "object" } },
    required: ["path"],
  });
  await call(source, {
    path: { id: "1" },
    query: { id: "2" },
    header: { id: "3" },
    cookie: { id: "4" },
    body: { id: "5" },
  });
  const seen = api.requests.at(-1);
  expect([seen?.url, seen?.headers["id"], seen?.headers.cookie, seen?.body.toString()]).toEqual([
    "/g/1?id=2",
    "3",
    "id=4",
    '{"id":"5"}',
  ]);
});

it("takes path-level and referenced parameters, and the operation's own over the path's", async () => {
  const document = {
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      "/users/{id}": {
        parameters: [{ $ref: "#/components/parameters/Id" }, { name: "v", in: "query", schema: { type: "string" } }],
        get: {
          operationId: "op",
          parameters: [{ name: "v", in: "query", required: true, schema: { type: "integer" } }],
          responses: {},
        },
      },
    },
    components: { parameters: { Id: { name: "id", in: "path", required: true, schema: { type: "string" } } } },
  };
  await using source = sourceOf(document, { baseUrl: `${api.url}/base/v1/` });
  const [tool] = await source.listTools();
  expect(tool?.inputSchema).toMatchObject({ properties: { v: { type: "integer" } }, required: ["id", "v"] });
  await call(source, { id: "7", v: 1 });
  expect(api.requests.at(-1)?.url).toBe("/base/v1/users/7?v=1");
});

it("writes bytes of a parameter in base64", async () => {
  const parameter = { name: "image", in: "query", schema: { type: "string", format: "binary" } };
  const document = { ...operation("/b", { parameters: [parameter] }), openapi: "3.0.3" };
  await using source = sourceOf(document, { baseUrl: api.url });
  await call(source, { image: new Uint8Array([1, 2, 3]) });
  expect(api.requests.at(-1)?.url).toBe("/b?image=AQID");
});

it("leaves the headers that frame a message to the connection", async () => {
  const parameters = ["Content-Length", "Host", "X-Id"].map((name) => ({
    name,
    in: "header",
    required: true,
    schema: { type: "string" },
  }));
  await using source = sourceOf(operation("/b", { parameters }), { baseUrl: api.url });
  const [tool] = await source.listTools();
  expect(tool?.inputSchema).toMatchObject({ required: ["X-Id"] });
});
