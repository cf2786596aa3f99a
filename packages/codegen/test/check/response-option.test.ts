import { createCatalog, type Catalog } from "@postern/core";
import { beforeAll, describe, expect, it } from "vitest";
import { createScriptChecker, createTypeGenerator } from "../../src/index.ts";
import type { CheckReport } from "../../src/index.ts";

const generator = createTypeGenerator();
const checker = createScriptChecker({ generator });
let catalog: Catalog;

beforeAll(async () => {
  const user = { type: "object", required: ["id"], properties: { id: { type: "number" }, name: { type: "string" } } };
  const inputSchema = { type: "object", required: ["id"], properties: { id: { type: "number" } } };
  const reads = { name: "get_user", inputSchema, outputSchema: user, supportsResponseOption: true };
  const pings = { name: "ping", inputSchema: { type: "object" }, outputSchema: { type: "string" } };
  catalog = await createCatalog([{ namespace: "api", tools: [reads, pings] }]);
});

async function check(text: string): Promise<CheckReport> {
  const prepared = await checker.prepare(text);
  if (prepared.status === "failed") {
    throw new Error(prepared.error.message);
  }
  return checker.check(prepared, catalog);
}

describe("a tool that answers its whole response when it is asked to", () => {
  it.each([
    "return (await api.get_user({ id: 1 })).name",
    "const { status, headers, body } = await api.get_user({ id: 1 }, { response: true });\nreturn [status + 1, headers['link'], body.name]",
    "return (await api.get_user({ id: 1 }, { response: false })).name",
    "const options = { response: true } as const;\nreturn (await api.get_user({ id: 1 }, options)).body.id",
    "return (await Promise.all([1, 2].map((id) => api.get_user({ id }, { response: true })))).map(({ body }) => body.id)",
  ])("passes %j", async (text) => {
    expect(await check(text)).toMatchObject({ status: "passed", diagnostics: [] });
  });

  it.each([
    ["return (await api.get_user({ id: 1 }, { response: true })).name", "has no `name`"],
    ["return (await api.get_user({ id: 1 })).status", "has no `status`"],
    ["return (await api.get_user({ id: 1 }, { response: true })).body.nam", "Did you mean `name`?"],
    [
      "return await api.get_user({ id: 1 }, { respons: true })",
      "there is no `options.respons`. Did you mean `response`?",
    ],
    ["return await api.get_user({ id: 1 }, { response: 1 })", "`options.response` is `1`; expected `boolean`."],
    ["return await api.get_user({ id: '1' }, { response: true })", '`input.id` is `"1"`; expected `number`.'],
    ["return await api.ping({}, { response: true })", "Expected 0-1 arguments, but got 2."],
  ])("stops %j", async (text, message) => {
    const report = await check(text);
    expect(report.status).toBe("failed");
    expect(report.diagnostics[0]?.message).toContain(message);
  });

  it("says so in its signature, and no other tool does", () => {
    const signatures = catalog.namespaces[0]?.tools.map((tool) => generator.signature(tool));
    expect(signatures).toEqual([
      "api.get_user(input: { id: number }, options?: { response: true }): Promise<{ id: number; name?: string }>",
      "api.ping(input?: {}): Promise<string>",
    ]);
  });
});
