import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "@postern/core";
import { createScriptChecker, createTypeGenerator, formatReport, reportError } from "../../src/index.ts";
import type { CheckReport, ScriptCheckerOptions } from "../../src/index.ts";
import { fixtureCatalog } from "./fixture.ts";

const generator = createTypeGenerator();
const checker = createScriptChecker({ generator });
let catalog: Catalog;

beforeAll(async () => {
  catalog = await fixtureCatalog();
});
afterAll(async () => {
  await checker[Symbol.asyncDispose]();
});

async function check(text: string, options?: Partial<ScriptCheckerOptions>): Promise<CheckReport> {
  await using own = options === undefined ? undefined : createScriptChecker({ generator, ...options });
  const subject = own ?? checker;
  const prepared = await subject.prepare(text);
  if (prepared.status === "failed") {
    throw new Error(prepared.error.message);
  }
  return subject.check(prepared, catalog);
}

describe("reports", () => {
  it("shows the place in the model's own text, with the frame and the signature", async () => {
    const text = `Here you are:\n\n\`\`\`ts\n// counts\nreturn (await github.list_issues({ onwer: "a" })).items.length\n\`\`\`\n`;
    const report = await check(text);
    const listIssues = catalog.namespaces[1]?.tools[1];
    expect(formatReport(report)).toBe(
      [
        "error at 5:36: `github.list_issues`: there is no `input.onwer`. Did you mean `owner`?",
        "  3 | ```ts",
        "  4 | // counts",
        '> 5 | return (await github.list_issues({ onwer: "a" })).items.length',
        "    |                                    ^",
        "  6 | ```",
        "  7 |",
        listIssues === undefined ? "" : generator.signature(listIssues),
      ].join("\n"),
    );
    expect(reportError(report)).toEqual({
      code: "TYPE_CHECK",
      message: `The script was not run, because the check found:\n\n${formatReport(report)}`,
      line: 5,
      column: 36,
    });
  });

  it("keeps positions where a return was put on the same line", async () => {
    const report = await check("const a = 1; await github.list_issues({ owner: a })");
    expect(report.diagnostics[0]).toMatchObject({ line: 1, column: 48 });
  });

  it("shows at most eight, unknown names first, and says how many more there are", async () => {
    const wrong = Array.from({ length: 9 }, (_, index) => `await github.list_issues({ owner: ${index} });`);
    const report = await check([...wrong, "await gihub.whoami();"].join("\n"));
    expect(report.diagnostics.map(({ kind }) => kind)).toEqual(["unknown-name", ...Array(7).fill("wrong-argument")]);
    expect(report.omitted).toBe(2);
    expect(formatReport(report)).toMatch(/… and 2 more\.$/u);
  });

  it("tells of everything that is wrong with an argument, and of what was misspelt once", async () => {
    const text = 'await github.list_issues({ onwer: "a", state: 1, labels: ["x", 2], since: {}, limit: 3 })';
    const { diagnostics } = await check(text);
    expect(diagnostics.map(({ message }) => message.replace(/^.*?: /u, ""))).toEqual([
      "there is no `input.onwer`. Did you mean `owner`?",
      '`input.state` is `1`; expected `"open" | "closed"`.',
      "`input.labels[1]` is `2`; expected `string`.",
      "`input.since.day` is missing; expected `number`.",
      "there is no `input.limit`. There are: owner, state, labels, since, sort.",
    ]);
  });

  it("says a thing once", async () => {
    const report = await check("await gihub.whoami();\nawait gihub.whoami();\nreturn 1");
    expect(report.diagnostics).toHaveLength(1);
  });

  it("tells of what is only likely wrong without stopping", async () => {
    const report = await check('["a"].forEach(async (path) => { await files.read({ path }) });');
    expect(report.status).toBe("passed");
    expect(report.diagnostics[0]).toMatchObject({ severity: "warning", kind: "not-awaited" });
    expect(reportError(report)).toBeUndefined();
  });

  it("only warns with strictness warn", async () => {
    const report = await check("await github.list_issues({})", { strictness: "warn" });
    expect(report.status).toBe("passed");
    expect(report.diagnostics).toMatchObject([{ severity: "warning", kind: "wrong-argument" }]);
  });

  it("checks nothing with strictness off", async () => {
    expect(await check("await github.list_issues({})", { strictness: "off" })).toEqual({
      status: "skipped",
      diagnostics: [],
      omitted: 0,
    });
  });
});

describe("observed types", () => {
  const observing = createTypeGenerator({
    observedOutput: () => ({
      schema: { type: "object", required: ["text"], properties: { text: { type: "string" } } },
      results: 3,
    }),
  });

  it("never stop a script", async () => {
    const report = await check('return (await files.read({ path: "a" })).txet', { generator: observing });
    expect(report.status).toBe("passed");
    expect(report.diagnostics).toMatchObject([{ severity: "warning", kind: "unknown-member", line: 1, column: 42 }]);
    expect(report.diagnostics[0]?.message).toContain("Did you mean `text`?");
  });

  it("leave errors against declared types errors", async () => {
    const report = await check('const r = await files.read({ paht: "a" });\nreturn r.txet', { generator: observing });
    expect(report.diagnostics.map(({ severity }) => severity)).toEqual(["error", "warning"]);
  });
});
