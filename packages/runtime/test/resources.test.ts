import type { Prompt, Resource, Source } from "@postern/core";
import { expect, it } from "vitest";
import type { Runtime } from "../src/index.ts";
import { useRuntimes } from "./support/runtime.ts";
import { createTestSource, text } from "./support/sources.ts";

const createRuntime = useRuntimes();
const GUIDE: Resource = {
  uri: "docs:///guide.md",
  name: "guide.md",
  description: "How to water plants.",
  mimeType: "text/markdown",
};
const SUMMARY: Prompt = {
  name: "summarize-garden",
  description: "Summarizes a garden.",
  arguments: [{ name: "garden", required: true }, { name: "tone" }],
};

/** A source with one tool, one resource, one family of resources and one prompt, and a way to take more. */
function createDocs() {
  const listeners = new Set<() => void>();
  let resources: readonly Resource[] = [GUIDE];
  const source: Source = {
    ...createTestSource("docs", [{ name: "ping", description: "Answers.", answer: () => text("pong") }]),
    listResources: async () => resources,
    listResourceTemplates: async () => [
      { uriTemplate: "docs:///plants/{id}", name: "plant", description: "One plant." },
    ],
    listPrompts: async () => [SUMMARY],
    readResource: async (uri) => {
      if (uri === "docs:///missing") {
        throw new Error("No such resource.");
      }
      return uri.endsWith(".png") ? [{ uri, mimeType: "image/png", blob: "aGk=" }] : [{ uri, text: `# ${uri}` }];
    },
    getPrompt: async (name, input) => ({
      description: name,
      messages: [{ role: "user", content: { type: "text", text: JSON.stringify(input) } }],
    }),
    onResourcesChanged(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
  };
  const add = (resource: Resource): void => {
    resources = [...resources, resource];
    for (const listener of listeners) {
      listener();
    }
  };
  return { source, add };
}

/** Resources are listed after the tools and nobody waits for them. */
async function untilFound(runtime: Runtime, uri: string): Promise<void> {
  const names = async () => (await runtime.search({ query: "guide plants compost" })).results.map(({ name }) => name);
  await expect.poll(names, { timeout: 10_000 }).toContain(uri);
}

it("finds resources and prompts beside tools, with how to get at them", async () => {
  const { source } = createDocs();
  await using runtime = createRuntime({ sources: [source] });
  await untilFound(runtime, "docs:///guide.md");
  expect((await runtime.search({ query: "how to water plants" })).results).toContainEqual({
    namespace: "docs",
    name: "docs:///guide.md",
    expression: 'postern.readResource("docs", "docs:///guide.md")',
    description: "How to water plants. text/markdown",
    signature: expect.stringContaining("Promise<{ uri: string;"),
  });
  expect((await runtime.search({ query: "summarize garden" })).results[0]).toMatchObject({
    name: "summarize-garden",
    expression: 'postern.getPrompt("docs", "summarize-garden", input)',
    signature: expect.stringContaining('input: { "garden": string; "tone"?: string }'),
  });
  expect((await runtime.search({ query: "" })).hint).toContain("Resources and prompts: docs (3)");
});

it("reads resources and prompts in a script, with a record of each", async () => {
  const { source } = createDocs();
  await using runtime = createRuntime({ sources: [source] });
  const code = `const [guide] = await postern.readResource("docs", "docs:///guide.md");
const [picture] = await postern.readResource("docs", "docs:///a.png");
const prompt = await postern.getPrompt("docs", "summarize-garden", { garden: "mine" });
const error = await postern.readResource("docs", "docs:///missing").catch((caught: any) => caught.code);
return [guide?.text, picture?.bytes?.length, prompt.messages[0]?.content.text, error];`;
  expect(await runtime.execute({ code })).toMatchObject({
    value: ["# docs:///guide.md", 2, '{"garden":"mine"}', "UPSTREAM_ERROR"],
    calls: [
      { path: 'postern.readResource("docs", "docs:///guide.md")', status: "ok" },
      { path: 'postern.readResource("docs", "docs:///a.png")', status: "ok" },
      { path: 'postern.getPrompt("docs", "summarize-garden")', status: "ok" },
      { path: 'postern.readResource("docs", "docs:///missing")', status: "error" },
    ],
  });
});

it("follows what is added", async () => {
  const { source, add } = createDocs();
  await using runtime = createRuntime({ sources: [source], changeDelayMs: 1 });
  await untilFound(runtime, "docs:///guide.md");
  add({ uri: "docs:///compost.md", name: "compost.md", description: "All about compost." });
  await untilFound(runtime, "docs:///compost.md");
  expect((await runtime.search({ query: "compost" })).results[0]?.name).toBe("docs:///compost.md");
});

it("keeps them from a client that may not see the namespace, or only some of its tools", async () => {
  const { source } = createDocs();
  await using runtime = createRuntime({ sources: [source, createTestSource("other", [])] });
  await untilFound(runtime, "docs:///guide.md");
  const code = `return postern.readResource("docs", "docs:///guide.md").catch((caught: any) => caught.code)`;
  for (const view of [{ allowsNamespace: (name: string) => name !== "docs" }, { allowsTool: () => true }]) {
    const narrowed = runtime.view(view);
    expect(await narrowed.execute({ code })).toMatchObject({ value: "UNKNOWN_TOOL" });
    expect((await narrowed.search({ query: "water plants" })).results).toEqual([]);
  }
  const allowed = runtime.view({ allowsTool: () => true, allowsResources: () => true });
  expect(await allowed.execute({ code })).toMatchObject({ value: [{ uri: "docs:///guide.md" }] });
});

it("says so where a source has none, and what is wrong with the arguments", async () => {
  const { source } = createDocs();
  await using runtime = createRuntime({ sources: [source, createTestSource("plain", [])] });
  const code = `const tried = [];
const read: any = postern.readResource, prompt: any = postern.getPrompt;
for (const call of [() => read("plain", "x:y"), () => prompt("plain", "x"), () => read("dcos", "x:y"), () => read("docs"), () => prompt("docs", "a", { n: 1 })]) {
  tried.push(await call().then(() => "ok", (caught: any) => caught.code));
}
return tried;`;
  expect(await runtime.execute({ code })).toMatchObject({
    value: ["UNSUPPORTED", "UNSUPPORTED", "UNKNOWN_TOOL", "INVALID_INPUT", "INVALID_INPUT"],
  });
});

it("shows tools before prompts that match less than the best", async () => {
  const prompt = { name: "two-arguments", description: "A prompt with two numbers.", arguments: [] };
  const answer = () => text("");
  const tools = [
    { name: "add_two_numbers", description: "Adds two numbers.", answer },
    {
      name: "list_pages",
      description: `Lists pages. ${"Nothing else is done with them. ".repeat(6)} Takes numbers.`,
      answer,
    },
  ];
  const source: Source = { ...createTestSource("math", tools), listPrompts: async () => [prompt] };
  await using runtime = createRuntime({ sources: [source] });
  const names = async () => (await runtime.search({ query: "add two numbers" })).results.map(({ name }) => name);
  await expect.poll(names, { timeout: 10_000 }).toContain("two-arguments");
  expect(await names()).toEqual(["add_two_numbers", "list_pages", "two-arguments"]);
});
