import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { JsonObject } from "@postern/core";
import { expect, it } from "vitest";
import { createOpenApiSource } from "../src/index.ts";
import { startApi } from "./support/api-server.ts";
import { call, operation, sourceOf, temporaryFolder, written } from "./support/documents.ts";

const INFO = { title: "t", version: "1" };

it("reads Swagger 2.0 in YAML: base path, body, form data with csv lists, file, global parameters", async () => {
  await using api = await startApi();
  const document = written(
    `
swagger: 2.0
info: { title: t, version: 1 }
host: api.example.com
basePath: /v1
schemes: [https]
parameters: { Limit: { name: limit, in: query, type: integer }, Body: { name: pet, in: body, required: true, schema: { $ref: "#/definitions/Pet" } } }
definitions: { Pet: { type: object, required: [name], properties: { name: { type: string }, parent: { $ref: "#/definitions/Pet" } } } }
paths:
  /pets:
    post: { operationId: create, parameters: [{ $ref: "#/parameters/Limit" }, { $ref: "#/parameters/Body" }], responses: { 200: { description: ok, schema: { $ref: "#/definitions/Pet" } } } }
  /upload:
    post:
      operationId: upload
      consumes: [multipart/form-data]
      parameters: [{ name: file, in: formData, type: file, required: true }, { name: note, in: formData, type: string }]
      responses: {}
`,
    "api.yaml",
  );
  await using source = createOpenApiSource({
    namespace: "api",
    document,
    baseUrl: `${api.url}/v1`,
    allowPrivateAddresses: true,
  });
  const tools = await source.listTools();
  expect(tools[0]?.inputSchema).toMatchObject({
    properties: { limit: { type: "integer" }, body: { $ref: "#/$defs/Pet" } },
    required: ["body"],
    $defs: { Pet: { properties: { parent: { $ref: "#/$defs/Pet" } } } },
  });
  await call(source, { limit: 2, body: { name: "n" } }, "create");
  expect(api.requests.at(-1)).toMatchObject({ method: "POST", url: "/v1/pets?limit=2" });
  await call(source, { body: { file: new Uint8Array([1]), note: "x" } }, "upload");
  expect(api.requests.at(-1)?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/u);
});

it("joins a document of many files below its folder, and leaves out what lies elsewhere", async () => {
  const folder = temporaryFolder();
  const files = {
    "api/openapi.yaml":
      "openapi: 3.0.3\ninfo: { title: t, version: '1' }\npaths: { '/users/{id}': { $ref: 'paths/user.yaml' } }",
    "api/paths/user.yaml":
      "parameters: [{ $ref: '../parameters.yaml#/id' }]\nget: { operationId: op, x-codeSamples: { $ref: 'missing.yaml' }, responses: { 200: { description: ok, content: { application/json: { schema: { $ref: '../models/user.yaml' } } } } } }",
    "api/parameters.yaml":
      "id: { name: id, in: path, required: true, schema: { $ref: '#/types/id' } }\ntypes: { id: { type: integer } }",
    "api/models/user.yaml":
      "type: object\nproperties: { friend: { $ref: 'user.yaml' }, outside: { $ref: '../../outside.yaml' }, nothing: { type: string, nullable: true } }",
    "outside.yaml": "type: string",
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const document = join(folder, "api/openapi.yaml");
  const cacheDirectory = join(folder, "cache");
  const options = { namespace: "api", document, baseUrl: "https://x.invalid", cacheDirectory };
  await using source = createOpenApiSource(options);
  const [tool] = await source.listTools();
  expect(tool?.inputSchema).toMatchObject({
    properties: { id: { $ref: "#/$defs/id" } },
    $defs: { id: { type: "integer" } },
  });
  expect(tool?.outputSchema).toEqual({
    $ref: "#/$defs/user",
    $defs: {
      outside: {},
      user: {
        type: "object",
        properties: {
          friend: { $ref: "#/$defs/user" },
          outside: { $ref: "#/$defs/outside" },
          nothing: { type: ["string", "null"] },
        },
      },
    },
  });
  writeFileSync(
    join(folder, "api/parameters.yaml"),
    "id: { name: id, in: path, required: true, schema: { type: string } }",
  );
  await using changed = createOpenApiSource(options);
  const [again] = await changed.listTools();
  expect(again?.inputSchema).toMatchObject({ properties: { id: { type: "string" } } });
  expect(again?.version).not.toBe(tool?.version);
});

it("names every operation: by its id, by method and path, and never two alike", async () => {
  const get = (operationId?: string): object => ({ get: { operationId, responses: {} } });
  const paths = { "/a": get("one"), "/b": get("one"), "/c/{id}": get(), "/c/id": get() };
  await using source = sourceOf({ openapi: "3.1.0", info: INFO, paths });
  expect((await source.listTools()).map(({ name }) => name)).toEqual(["one", "get_b", "get_c_id", "get_c_id_2"]);
});

it("chooses operations by tag, path, method and name", async () => {
  const op = (operationId: string, tag: string): object => ({ operationId, tags: [tag], responses: {} });
  const paths = {
    "/a/x": { get: op("readX", "one"), delete: op("deleteX", "one") },
    "/b": { get: op("readB", "two") },
  };
  const document = { openapi: "3.1.0", info: INFO, paths };
  const names = async (options: object): Promise<string[]> => {
    await using source = sourceOf(document, options);
    return (await source.listTools()).map(({ name }) => name);
  };
  expect(await names({ include: { paths: ["/a/*"], methods: ["get"] } })).toEqual(["readX"]);
  expect(await names({ include: [{ tags: ["two"] }, { methods: ["DELETE"] }] })).toEqual(["deleteX", "readB"]);
  expect(await names({ exclude: { operations: ["read*"] } })).toEqual(["deleteX"]);
});

it("asks for what is readOnly in no request, and keeps writeOnly out of what an answer has to have", async () => {
  const schema = {
    type: "object",
    required: ["id", "secret", "name"],
    properties: {
      id: { type: "string", readOnly: true },
      secret: { type: "string", writeOnly: true },
      name: { type: "string" },
    },
  };
  const content = { "application/json": { schema } };
  await using source = sourceOf(
    operation("/a", { method: "post", requestBody: { content }, responses: { 200: { content } } }),
  );
  const [tool] = await source.listTools();
  expect(tool?.inputSchema).toMatchObject({ properties: { body: { required: ["secret", "name"] } } });
  expect(tool?.outputSchema).toMatchObject({ required: ["id", "name"] });
});

it("lets requests through that strict validation makes impossible: closed parts of a whole, branches that overlap", async () => {
  const part = (name: string): JsonObject => ({
    type: "object",
    properties: { [name]: { type: "string" } },
    additionalProperties: false,
  });
  const schema = {
    allOf: [{ $ref: "#/components/schemas/A" }, part("b")],
    oneOf: [{ type: "object" }, { required: ["a"] }],
  };
  const requestBody = { content: { "application/json": { schema } } };
  await using source = sourceOf(
    operation("/a", { method: "post", requestBody }, { components: { schemas: { A: part("a") } } }),
  );
  const [tool] = await source.listTools();
  const { properties } = (tool?.inputSchema ?? {}) as JsonObject;
  expect(JSON.stringify((properties as JsonObject)["body"])).not.toMatch(/oneOf|additionalProperties/u);
});

it.each([
  ["[1]", "is not an OpenAPI document: it is no object."],
  ['{"openapi":"4.0.0"}', 'is version "4.0.0"'],
  ["a: [", "is neither JSON nor YAML"],
])("says why %j is no document", async (text, reason) => {
  await using source = createOpenApiSource({
    namespace: "api",
    document: written(text, "bad.json"),
    baseUrl: "https://x.invalid",
  });
  await expect(source.listTools()).rejects.toMatchObject({
    code: "SOURCE_UNAVAILABLE",
    message: expect.stringContaining(reason),
  });
  expect(source.status).toMatchObject({ state: "failed", retryAtMs: expect.any(Number) });
});

it("fills server variables, makes relative servers absolute by the document's URL, and wants a base otherwise", async () => {
  await using api = await startApi((request, response) => {
    const document = operation(
      "/a",
      {},
      { servers: [{ url: "/base/{stage}", variables: { stage: { default: "v1", enum: ["v1", "v2"] } } }] },
    );
    response.writeHead(200, { "content-type": "application/json" });
    response.end(request.url === "/doc/openapi.json" ? JSON.stringify(document) : "{}");
  });
  const remote = { namespace: "api", document: `${api.url}/doc/openapi.json`, allowPrivateAddresses: true };
  await using source = createOpenApiSource({ ...remote, serverVariables: { stage: "v2" } });
  await call(source);
  expect(api.requests.map(({ url }) => url)).toEqual(["/doc/openapi.json", "/base/v2/a"]);
  await using local = createOpenApiSource({ namespace: "api", document: written(operation("/a", {})) });
  await expect(local.listTools()).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining("set baseUrl"),
  });
  await using guarded = createOpenApiSource({ ...remote, allowPrivateAddresses: false });
  await expect(guarded.listTools()).rejects.toMatchObject({ code: "DENIED" });
});
