import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi, type ApiServer } from "./support/api-server.ts";
import { call, operation, sourceOf } from "./support/documents.ts";

let api: ApiServer;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => api[Symbol.asyncDispose]());

function posting(content: object): object {
  return operation("/b", { method: "post", requestBody: { required: true, content } });
}

function sent(): { type: string | undefined; text: string } {
  const request = api.requests.at(-1);
  return { type: request?.headers["content-type"], text: request?.body.toString() ?? "" };
}

it("sends JSON, with bytes as base64", async () => {
  await using source = sourceOf(posting({ "application/json": { schema: { type: "object" } } }), { baseUrl: api.url });
  await call(source, { body: { a: null, b: new Uint8Array([1, 2, 3]) } });
  expect(sent()).toEqual({ type: "application/json", text: '{"a":null,"b":"AQID"}' });
});

it("writes forms by their encoding: lists, deep objects, JSON, spaces", async () => {
  const encoding = {
    deep: { style: "deepObject", explode: true },
    csv: { style: "form", explode: false },
    json: { contentType: "application/json" },
  };
  const content = { "application/x-www-form-urlencoded": { schema: { type: "object" }, encoding } };
  await using source = sourceOf(posting(content), { baseUrl: api.url });
  await call(source, {
    body: { text: "a b&c", list: ["x", "y"], deep: { a: { b: [1] } }, csv: ["1", "2"], json: ["1"], gone: null },
  });
  expect(sent().type).toBe("application/x-www-form-urlencoded");
  expect(sent().text).toBe("text=a+b%26c&list=x&list=y&deep%5Ba%5D%5Bb%5D%5B0%5D=1&csv=1,2&json=%5B%221%22%5D");
});

it("writes multipart forms with files as bytes, named files, lists and JSON parts", async () => {
  const file = { type: "string", format: "binary" };
  const properties = {
    one: file,
    named: file,
    many: { type: "array", items: file },
    meta: { type: "object" },
    text: { type: "string" },
  };
  const content = { "multipart/form-data": { schema: { type: "object", properties } } };
  await using source = sourceOf({ ...posting(content), openapi: "3.0.3" }, { baseUrl: api.url });
  const [tool] = await source.listTools();
  expect(tool?.inputSchema).toMatchObject({
    properties: { body: { properties: { one: { anyOf: [{ "x-postern-type": "bytes" }, {}, {}] } } } },
  });
  const bytes = new Uint8Array([0, 255, 10]);
  const named = { content: "hello", filename: 'a"b.txt', contentType: "text/plain" };
  await call(source, { body: { one: bytes, named, many: [bytes, "text"], meta: { a: 1 }, text: "t" } });
  const request = api.requests.at(-1);
  const form = await new Response(new Uint8Array(request?.body ?? []), {
    headers: { "content-type": sent().type ?? "" },
  }).formData();
  const one = form.get("one") as File;
  expect([one.name, one.type, [...new Uint8Array(await one.arrayBuffer())]]).toEqual([
    "one",
    "application/octet-stream",
    [0, 255, 10],
  ]);
  const other = form.get("named") as File;
  expect([other.name, other.type, await other.text()]).toEqual(['a"b.txt', "text/plain", "hello"]);
  expect([form.getAll("many").length, form.get("meta"), form.get("text")]).toEqual([2, '{"a":1}', "t"]);
});

it("sends text as it is and bytes as they are, and refuses an object for them", async () => {
  await using text = sourceOf(posting({ "text/csv": { schema: { type: "string" } } }), { baseUrl: api.url });
  await call(text, { body: "a,é\n" });
  expect(sent()).toEqual({ type: "text/csv", text: "a,é\n" });
  await using binary = sourceOf(posting({ "image/png": { schema: { type: "string", format: "binary" } } }), {
    baseUrl: api.url,
  });
  await call(binary, { body: new Uint8Array([137, 80]) });
  expect([sent().type, [...(api.requests.at(-1)?.body ?? [])]]).toEqual(["image/png", [137, 80]]);
  await expect(call(binary, { body: { a: 1 } })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

it("takes the media type that fits the body, or the one that is named", async () => {
  const content = {
    "application/json": { schema: { type: "object" } },
    "text/plain": { schema: { type: "string" } },
    "application/octet-stream": { schema: { type: "string", format: "binary" } },
  };
  await using source = sourceOf(posting(content), { baseUrl: api.url });
  await call(source, { body: { a: 1 } });
  expect(sent().type).toBe("application/json");
  await call(source, { body: new Uint8Array([1]) });
  expect(sent().type).toBe("application/octet-stream");
  await call(source, { body: "x", contentType: "text/plain" });
  expect(sent()).toEqual({ type: "text/plain", text: "x" });
});

it("takes any fields where a form's schema says nothing", async () => {
  await using source = sourceOf(posting({ "multipart/form-data": { schema: {} } }), { baseUrl: api.url });
  const [tool] = await source.listTools();
  expect(tool?.inputSchema).toMatchObject({ properties: { body: { type: "object" } } });
  await call(source, { body: { note: "n" } });
  expect(sent().text).toContain('name="note"');
});
