import { createCatalog } from "@postern/core";
import type { Catalog, Tool } from "@postern/core";

const TEXT = { type: "string" } as const;

const LIST_ISSUES: Tool = {
  name: "list_issues",
  description: "Lists the issues of a repository.",
  inputSchema: {
    type: "object",
    required: ["owner"],
    properties: {
      owner: TEXT,
      state: { enum: ["open", "closed"] },
      labels: { type: "array", items: TEXT },
      since: { type: "object", required: ["day"], properties: { day: { type: "number" } } },
      sort: {
        anyOf: [
          { type: "object", required: ["by"], properties: { by: { const: "date" }, newest: { type: "boolean" } } },
          { type: "object", required: ["by"], properties: { by: { const: "votes" }, least: { type: "number" } } },
        ],
      },
    },
  },
  outputSchema: {
    type: "object",
    required: ["items"],
    properties: {
      items: {
        type: "array",
        items: {
          type: "object",
          required: ["id", "title"],
          properties: { id: { type: "number" }, title: TEXT, body: { type: ["string", "null"] } },
        },
      },
      next: TEXT,
    },
  },
};

/** Two sources: one that declares what it answers, and one that does not. */
export async function fixtureCatalog(): Promise<Catalog> {
  return await createCatalog([
    {
      namespace: "github",
      tools: [
        LIST_ISSUES,
        { name: "create-issue", inputSchema: { type: "object", required: ["title"], properties: { title: TEXT } } },
        { name: "whoami", inputSchema: { type: "object" }, outputSchema: TEXT },
      ],
    },
    {
      namespace: "files",
      tools: [{ name: "read", inputSchema: { type: "object", required: ["path"], properties: { path: TEXT } } }],
    },
  ]);
}
