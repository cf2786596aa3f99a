import { expect, it } from "vitest";
import { useRuntimes } from "./support/runtime.ts";
import { createTestSource, text } from "./support/sources.ts";

const createRuntime = useRuntimes();

function tool(name: string) {
  return { name, description: `Does ${name} things.`, answer: () => text(name) };
}

function sources() {
  return [
    createTestSource("files", [tool("read"), tool("remove")]),
    createTestSource("secrets", [tool("read_secret")]),
  ];
}

it("shows a client only what it may see, everywhere", async () => {
  await using runtime = createRuntime({ sources: sources() });
  const view = runtime.view({
    allowsNamespace: (namespace) => namespace !== "secrets",
    allowsTool: ({ identifier }) => identifier !== "remove",
  });
  await runtime.ready();
  expect(view.catalog.namespaces.map(({ name, tools }) => [name, tools.length])).toEqual([["files", 1]]);
  expect(view.sources().map(({ namespace, toolCount }) => [namespace, toolCount])).toEqual([["files", 1]]);
  expect((await view.search({ query: "" })).hint).toContain("files (1)");
  expect((await view.search({ query: "remove secret things" })).results.map(({ name }) => name)).toEqual(["read"]);
  expect(await view.describe([])).not.toMatch(/remove|secret/u);
  await expect(view.describe(["secrets"])).rejects.toMatchObject({ code: "UNKNOWN_TOOL" });
  await expect(view.call("files.remove", {})).rejects.toMatchObject({ code: "UNKNOWN_TOOL" });
  await expect(view.call("secrets.read_secret", {})).rejects.toMatchObject({ code: "UNKNOWN_TOOL" });
  expect(await view.execute({ code: "return Object.keys(files)" })).toMatchObject({ value: ["read"] });
});

it("gives tools another face: an identifier and a description, in search, types and scripts", async () => {
  const [files, secrets] = sources();
  if (files === undefined || secrets === undefined) {
    throw new Error("There are two sources.");
  }
  await using runtime = createRuntime({ sources: [files, secrets] });
  const view = runtime.view({
    faceOf: ({ identifier }) =>
      identifier === "remove" ? { identifier: "bin", description: "Throws a document away." } : undefined,
  });
  await runtime.ready();
  expect((await view.search({ query: "throw document away" })).results[0]).toMatchObject({
    expression: "files.bin(input)",
    description: "Throws a document away.",
  });
  expect(await view.describe(["files"])).toMatch(/Throws a document away[^]*bin/u);
  expect(await view.execute({ code: 'return [await files.bin({}), await files["remove"]({})]' })).toMatchObject({
    value: ["remove", "remove"],
  });
  expect(await view.call("files.bin", {})).toMatchObject({ value: "remove" });
  expect(view.catalog.namespaces[1]).toBe(runtime.catalog.namespaces[1]);
  expect((await runtime.search({ query: "remove" })).results[0]).toMatchObject({ expression: "files.remove(input)" });
});

it.each(["read", "then", "no identifier", ""])(
  "keeps a tool's identifier where the other one cannot be: %s",
  async (name) => {
    await using runtime = createRuntime({ sources: sources() });
    const view = runtime.view({ faceOf: () => ({ identifier: name }) });
    await runtime.ready();
    expect(view.catalog.namespaces.map(({ tools }) => tools.map(({ identifier }) => identifier))).toEqual([
      ["read", "remove"],
      name === "read" ? ["read"] : ["read_secret"],
    ]);
  },
);

it("keeps scripts from what they may not see, whatever the types say", async () => {
  const [files, secrets] = sources();
  if (files === undefined || secrets === undefined) {
    throw new Error("There are two sources.");
  }
  await using runtime = createRuntime({ sources: [files, secrets] });
  const view = runtime.view({
    allowsTool: ({ namespace, identifier }) => `${namespace}.${identifier}` === "files.read",
  });
  const code = `const all: any = globalThis;
const tried = [];
for (const call of [() => all.files.remove(), () => all.secrets.read_secret(), () => all.files["read"]()]) {
  try { tried.push(await call()); } catch (error: any) { tried.push("refused"); }
}
return tried;`;
  expect(await view.execute({ code })).toMatchObject({ value: ["refused", "refused", "read"] });
  expect([...files.calls, ...secrets.calls].map(({ name }) => name)).toEqual(["read"]);
});

it("follows changes, and keeps what did not change", async () => {
  const [files, secrets] = sources();
  if (files === undefined || secrets === undefined) {
    throw new Error("There are two sources.");
  }
  await using runtime = createRuntime({ sources: [files, secrets], changeDelayMs: 1 });
  await runtime.ready();
  const view = runtime.view({ allowsTool: ({ identifier }) => identifier.startsWith("read") });
  const before = view.catalog;
  expect(view.catalog).toBe(before);
  const { promise, resolve } = Promise.withResolvers<typeof before>();
  view.onCatalogChanged(resolve);
  files.change([tool("read"), tool("read_folder"), tool("remove")]);
  const after = await promise;
  expect(after.namespaces.map(({ tools }) => tools.map(({ identifier }) => identifier))).toEqual([
    ["read", "read_folder"],
    ["read_secret"],
  ]);
  expect(after.namespaces[1]).toBe(before.namespaces[1]);
  expect((await view.search({ query: "folder" })).results[0]?.name).toBe("read_folder");
});
