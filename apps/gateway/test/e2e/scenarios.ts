import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { TestClient, ToolAnswer } from "../support/test-clients.ts";

/** What a scenario gets: a connected client, and the folder that the gateway's filesystem server serves. */
export interface ScenarioContext {
  readonly client: TestClient;
  readonly files: string;
}

/** One thing a model does, and what must come of it. */
export type Scenario = (context: ScenarioContext) => Promise<void>;

async function execute(client: TestClient, code: string, timeoutMs?: number): Promise<ToolAnswer> {
  return client.callTool("execute", { code, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
}

function valueScenario(code: string, value: unknown): Scenario {
  return async ({ client }) => {
    const answer = await execute(client, code);
    expect(answer.structuredContent).toMatchObject({ status: "completed", value });
    expect(answer.isError ?? false).toBe(false);
  };
}

/** Every scenario, by what it shows. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "lists two tools with schemas and annotations": async ({ client }) => {
    const tools = await client.listTools();
    expect(tools.map((tool) => tool.name).toSorted()).toEqual(["execute", "search"]);
    for (const tool of tools) {
      expect(tool.outputSchema).toBeDefined();
      expect(tool.annotations).toBeDefined();
    }
  },
  "finds a tool and says how to write the call": async ({ client }) => {
    const answer = await client.callTool("search", { query: "write a file", namespace: "filesystem" });
    const results = answer.structuredContent?.["results"] as readonly Record<string, string>[];
    const found = results.find((result) => result["name"] === "write_file");
    expect(found?.["expression"]).toBe("filesystem.write_file(input)");
    expect(found?.["signature"]).toContain("path: string");
  },
  "lists the namespaces for an empty query": async ({ client }) => {
    const answer = await client.callTool("search", { query: "" });
    const text = JSON.stringify(answer);
    expect(["everything", "filesystem", "memory"].every((name) => text.includes(name))).toBe(true);
  },
  "chains a write, a read and a list": async ({ client, files }) => {
    const path = join(files, "note.txt");
    const code = `const path = ${JSON.stringify(path)};
await filesystem.write_file({ path, content: "from a script" });
const [text, list] = await Promise.all([
  filesystem.read_text_file({ path }),
  filesystem.list_directory({ path: ${JSON.stringify(files)} }),
]);
return { text, list };`;
    const answer = await execute(client, code);
    expect(answer.structuredContent?.["status"]).toBe("completed");
    expect(JSON.stringify(answer.structuredContent?.["value"])).toContain("from a script");
    expect(JSON.stringify(answer.structuredContent?.["value"])).toContain("note.txt");
    expect(answer.structuredContent?.["calls"]).toHaveLength(3);
    expect(await readFile(path, "utf8")).toBe("from a script");
  },
  "reports a script that throws, with its position, its logs and the calls made": async ({ client }) => {
    const code = 'console.log("before");\nawait memory.read_graph();\nthrow new Error("on purpose");';
    const answer = await execute(client, code);
    expect(answer.isError).toBe(true);
    expect(answer.structuredContent).toMatchObject({
      status: "failed",
      error: { code: "SCRIPT", message: expect.stringContaining("on purpose") as string, line: 3 },
      logs: [{ level: "log", text: "before" }],
      calls: [{ path: "memory.read_graph", status: "ok" }],
    });
  },
  "stops a script that runs too long": async ({ client }) => {
    const answer = await execute(client, "while (true) {}", 300);
    expect(answer.structuredContent).toMatchObject({ status: "failed", error: { code: "TIMEOUT" } });
    expect(JSON.stringify(answer.structuredContent)).toContain("300");
  },
  "answers a missing tool with the nearest names before anything runs": async ({ client }) => {
    const answer = await execute(client, 'return await filesystem.raed_text_file({ path: "x" });');
    expect(answer.structuredContent).toMatchObject({ status: "failed", error: { line: 1 }, calls: [] });
    expect(JSON.stringify(answer.structuredContent)).toContain("read_text_file");
  },
  "answers a wrong argument with what was expected": async ({ client }) => {
    const answer = await execute(client, "return await filesystem.read_text_file({ file: 1 });");
    expect(answer.structuredContent).toMatchObject({ status: "failed", calls: [] });
    expect(JSON.stringify(answer.structuredContent)).toContain("path");
  },
  "makes a tool's own error catchable": valueScenario(
    `try { await filesystem.read_text_file({ path: "/nowhere/at/all" }); } catch (error) { return error instanceof Error; }`,
    true,
  ),
  "passes an image through as an image": async ({ client }) => {
    const answer = await execute(client, 'return await everything["get-tiny-image"]({});');
    expect(answer.content.some((block) => block.type === "image")).toBe(true);
  },
  "searches and describes inside a script": async ({ client }) => {
    const answer = await execute(
      client,
      'const found = await postern.search("read file"); return [found.results.length > 0, await postern.describe("filesystem.read_text_file")];',
    );
    expect(answer.structuredContent).toMatchObject({ status: "completed" });
    expect(JSON.stringify(answer.structuredContent?.["value"])).toContain("read_text_file");
  },
  "takes statements with a return": valueScenario("const a = 20;\nreturn a + 1;", 21),
  "takes statements that end in an expression": valueScenario("const a = 20;\na + 2", 22),
  "takes an async arrow": valueScenario("async () => {\n  return 23;\n}", 23),
  "takes an async function": valueScenario("async function main() { return 24; }", 24),
  "takes an export default": valueScenario("export default async () => 25;", 25),
  "takes a Markdown fence with prose around it": valueScenario("Here it is:\n```ts\nreturn 26\n```\nDone.", 26),
  "takes a trailing comment": valueScenario("return 27 // done", 27),
  "takes TypeScript": valueScenario("const n: number = 28 as number;\nreturn n satisfies number;", 28),
};
