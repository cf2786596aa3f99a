import { describe, expect, it } from "vitest";
import { useRuntimes } from "./support/runtime.ts";
import { createTestSource, text } from "./support/sources.ts";

const createRuntime = useRuntimes();
const answer = () => text("");

function sources() {
  return [
    createTestSource("github", [
      {
        name: "list-issues",
        description: "Lists the issues of a repository.\nLong explanation follows.",
        inputSchema: { type: "object", properties: { owner: { type: "string" } }, required: ["owner"] },
        answer,
      },
      { name: "create_issue", description: "Opens an issue.", answer },
      { name: "old_search", description: "Searches.", deprecated: true, answer },
    ]),
    createTestSource("slack", [{ name: "post", description: `Posts a message. ${"IMPORTANT ".repeat(100)}`, answer }]),
  ];
}

describe("search", () => {
  it("answers each tool with its expression, one line and its signature", async () => {
    await using runtime = createRuntime({ sources: sources() });
    const reply = await runtime.search({ query: "list issues of a repository" });
    expect(reply.results[0]).toEqual({
      namespace: "github",
      name: "list-issues",
      expression: "github.list_issues(input)",
      description: "Lists the issues of a repository.",
      signature: expect.stringContaining("github.list_issues(input: { owner: string })"),
    });
    expect(reply.total).toBeGreaterThanOrEqual(1);
  });

  it("says less at brief and more at full detail", async () => {
    await using runtime = createRuntime({ sources: sources() });
    const [brief] = (await runtime.search({ query: "list issues", detail: "brief" })).results;
    expect(brief).not.toHaveProperty("signature");
    const [full] = (await runtime.search({ query: "list issues", detail: "full" })).results;
    expect(full?.signature).toContain("declare const github");
    expect(full?.signature).toContain("Long explanation follows.");
    expect(full?.signature).not.toContain("create_issue");
  });

  it("says how many matched and how many are shown", async () => {
    await using runtime = createRuntime({ sources: sources() });
    const reply = await runtime.search({ query: "issue", limit: 1 });
    expect(reply.results).toHaveLength(1);
    expect(reply.total).toBe(2);
    expect(reply.hint).toContain("1 of 2 shown");
  });

  it("lists the namespaces with their tool counts for an empty query", async () => {
    await using runtime = createRuntime({ sources: sources() });
    const reply = await runtime.search({ query: " " });
    expect(reply).toMatchObject({ total: 4, results: [] });
    expect(reply.hint).toContain("github (3), slack (1)");
  });

  it("lists a namespace's tools for an empty query within it", async () => {
    await using runtime = createRuntime({ sources: sources() });
    const reply = await runtime.search({ query: "", namespace: "github", limit: 2 });
    expect(reply.total).toBe(3);
    expect(reply.results.map(({ name }) => name)).toEqual(["create_issue", "list-issues"]);
  });

  it("suggests what to try where nothing matches", async () => {
    await using runtime = createRuntime({ sources: sources() });
    const reply = await runtime.search({ query: "qqqqxyz" });
    expect(reply).toMatchObject({ total: 0, results: [] });
    expect(reply.hint).toMatch(/Nothing matches.*Try other words.*github, slack/su);
  });

  it("keeps to a namespace, and names the nearest where there is none", async () => {
    await using runtime = createRuntime({ sources: sources() });
    const { results } = await runtime.search({ query: "message issue", namespace: "slack" });
    expect(results.every(({ namespace }) => namespace === "slack")).toBe(true);
    expect((await runtime.search({ query: "x", namespace: "githb" })).hint).toContain("Did you mean github?");
  });

  it("keeps descriptions to one short line, and says that a tool is deprecated", async () => {
    await using runtime = createRuntime({ sources: sources() });
    expect((await runtime.search({ query: "post message" })).results[0]?.description.length).toBeLessThan(170);
    expect((await runtime.search({ query: "old search" })).results[0]?.description).toBe("(deprecated) Searches.");
  });

  it("says less of each tool, and shows fewer, where all would be more than a model is shown", async () => {
    const properties = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`p${index}`, { type: "string", description: "Words. ".repeat(20) }]),
    );
    const names = Array.from({ length: 40 }, (_, index) => `big_${index}`);
    const tools = names.map((name) => ({ name, inputSchema: { type: "object", properties }, answer }));
    await using runtime = createRuntime({
      sources: [createTestSource("many", tools)],
      budget: { maxResultChars: 6000 },
    });
    const full = await runtime.search({ query: "big", limit: 1, detail: "full" });
    expect(full.results[0]?.signature).toContain("p59");
    for (const detail of ["full", "signature", "brief"] as const) {
      const reply = await runtime.search({ query: "big", limit: 40, detail });
      expect(JSON.stringify(reply.results).length).toBeLessThanOrEqual(6000);
      expect(reply.total).toBe(40);
      expect(reply.hint ?? "40 of 40 shown").toContain(`${reply.results.length} of 40 shown`);
    }
  });

  it.each([0, 51, 1.5])("refuses a limit of %s", async (limit) => {
    await using runtime = createRuntime({ sources: sources() });
    await expect(runtime.search({ query: "x", limit })).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});

describe("declarations", () => {
  it("declares everything, a namespace, or a tool by any of its names", async () => {
    await using runtime = createRuntime({ sources: sources() });
    expect(await runtime.describe([])).toMatch(/github[\s\S]*slack/u);
    expect(await runtime.describe(["slack"])).not.toContain("github");
    const one = await runtime.describe(["github.list_issues"]);
    expect(one).toContain("list_issues");
    expect(one).not.toContain("create_issue");
    expect(await runtime.describe(['github["list-issues"]'])).toBe(one);
    expect(await runtime.describe(["github.list-issues(input)"])).toBe(one);
    expect(await runtime.describe(["github.list_issues", "github.create_issue", "github.list_issues"])).toContain(
      "create_issue",
    );
  });

  it("names the nearest where there is nothing of that path", async () => {
    await using runtime = createRuntime({ sources: sources() });
    await expect(runtime.describe(["github.list_isues"])).rejects.toMatchObject({
      code: "UNKNOWN_TOOL",
      message: expect.stringContaining("github.list_issues"),
    });
  });
});

describe("the postern global", () => {
  it("searches and describes inside a script", async () => {
    await using runtime = createRuntime({ sources: sources() });
    const code = `const { results } = await postern.search({ query: "list issues", limit: 1, detail: "brief" });
const types = await postern.describe("github.list_issues");
return [results[0].expression, types.includes("owner: string"), (await postern.search("post")).results[0].namespace];`;
    expect(await runtime.execute({ code })).toMatchObject({
      value: ["github.list_issues(input)", true, "slack"],
      calls: [],
    });
  });

  it("throws what a script can catch for a mistake in its arguments", async () => {
    await using runtime = createRuntime({ sources: sources() });
    const code = `const codes = [];
const search: any = postern.search, describe: any = postern.describe, result: any = postern.result;
for (const wrong of [() => search(1), () => search({ query: 1 }), () => search({ query: "a", detail: "all" }), () => search({ query: "a", limit: "2" }),
  () => describe(1), () => describe("nope.x"), () => result("r1"), () => result()]) {
  try { await wrong(); codes.push("none"); } catch (error: any) { codes.push(error.code); }
}
return codes;`;
    expect(await runtime.execute({ code })).toMatchObject({
      value: [...Array.from({ length: 5 }, () => "INVALID_INPUT"), "UNKNOWN_TOOL", "INVALID_INPUT", "INVALID_INPUT"],
    });
  });

  it("is checked like any other namespace", async () => {
    await using runtime = createRuntime({ sources: sources() });
    expect(await runtime.execute({ code: "return postern.serch('x')" })).toMatchObject({
      error: { code: "TYPE_CHECK" },
    });
  });
});
