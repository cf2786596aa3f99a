import { createCatalog } from "@postern/core";
import { expect, test } from "vitest";
import { createTypeGenerator } from "../src/index.ts";

test("a tool's signature stands on one line", async () => {
  const inputSchema = { type: "object", properties: { owner: { type: "string" } }, required: ["owner"] };
  const catalog = await createCatalog([{ namespace: "github", tools: [{ name: "list-issues", inputSchema }] }]);
  const [tool] = catalog.namespaces.flatMap((namespace) => namespace.tools);
  expect(tool && createTypeGenerator().signature(tool)).toBe(
    "github.list_issues(input: { owner: string }): Promise<any>",
  );
});
