import { createCatalog } from "@postern/core";
import { expect, it } from "vitest";
import { createOpenApiSource } from "../src/index.ts";
import { temporaryFolder } from "./support/documents.ts";

const GITHUB = {
  namespace: "github",
  document: "@octokit/openapi/generated/api.github.com.json",
  baseDirectory: import.meta.dirname,
};

it("makes a tool of every operation of GitHub's document, the same from the cache as from the document", async () => {
  const cacheDirectory = temporaryFolder();
  await using cold = createOpenApiSource({ ...GITHUB, cacheDirectory });
  await using cached = createOpenApiSource({ ...GITHUB, cacheDirectory });
  const [tools, again] = [await cold.listTools(), await cached.listTools()];
  expect(tools.length).toBe(1223);
  expect(JSON.stringify(again.slice(0, 200))).toBe(JSON.stringify(tools.slice(0, 200)));
  const [one, other] = await Promise.all(
    [tools, again].map((list) => createCatalog([{ namespace: "github", tools: list }])),
  );
  expect(one?.version).toBe(other?.version);
});

it("names, describes and annotates an operation", async () => {
  await using source = createOpenApiSource({ ...GITHUB, include: { operations: ["issues/create"] } });
  const tools = await source.listTools();
  expect(tools).toMatchObject([
    {
      name: "issues/create",
      title: "Create an issue",
      tags: ["issues"],
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
      inputSchema: { required: ["owner", "repo", "body"], properties: { body: { required: ["title"] } } },
      outputSchema: { $ref: "#/$defs/issue", $defs: { issue: { type: "object" }, "nullable-simple-user": {} } },
    },
  ]);
});
