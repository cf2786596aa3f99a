import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "@postern/core";
import { createScriptChecker, createTypeGenerator, formatReport } from "../../src/index.ts";
import type { CheckReport } from "../../src/index.ts";
import { fixtureCatalog } from "./fixture.ts";

const generator = createTypeGenerator();
const AMBIENT =
  "declare const postern: { search(query: string, options?: { limit?: number }): Promise<{ total: number }> };";
const checker = createScriptChecker({ generator, ambient: AMBIENT });
let catalog: Catalog;

beforeAll(async () => {
  catalog = await fixtureCatalog();
});
afterAll(async () => {
  await checker[Symbol.asyncDispose]();
});

async function check(text: string): Promise<CheckReport> {
  const prepared = await checker.prepare(text);
  if (prepared.status === "failed") {
    throw new Error(prepared.error.message);
  }
  return checker.check(prepared, catalog);
}

const OWNER = '{ owner: "a" }';

describe("what stops a script", () => {
  it.each([
    ["await github.list_isues({})", "1:14", "`github` has no tool `list_isues`. Did you mean `github.list_issues`"],
    ["await github.zzz()", "1:14", "`github` has no tool `zzz`. It has: create_issue, list_issues, whoami."],
    ["await files.whoami()", "1:13", "`files` has no tool `whoami`. There is `github.whoami`."],
    ["const { list_isues } = github;", "1:9", "`github` has no tool `list_isues`."],
    ['await github["list-isues"]({})', "1:14", "`github` has no tool `list-isues`."],
    ["await gihub.whoami()", "1:7", "There is no namespace `gihub`. Did you mean `github`? Connected: files, github."],
    ["await tools.github.whoami()", "1:7", "namespaces are globals, write `github` alone"],
    ["await whoami()", "1:7", "`whoami` is a tool, not a global: write `github.whoami`."],
    ["return isues.length", "1:8", "There is no namespace `isues`."],
    ["return total", "1:8", "`total` is not declared."],
    ['await fetch("https://a.example")', "1:7", "`fetch` does not exist in scripts: there is no network"],
    ['const fs = require("fs")', "1:12", "`require` does not exist in scripts: there are no modules"],
  ])("an unknown name: %s", async (text, place, message) => {
    const error = await firstError(text);
    expect(error.place).toBe(place);
    expect(error.message).toContain(message);
  });

  it.each([
    ["await github.list_issues()", "1:7", "`github.list_issues`: `input` is missing; expected `{ owner: string;"],
    ["await github.list_issues({})", "1:26", "`github.list_issues`: `input.owner` is missing; expected `string`."],
    ["await github.list_issues({ owner: 5 })", "1:35", "`input.owner` is `5`; expected `string`."],
    ["await github.list_issues({ owner: null })", "1:35", "`input.owner` is `null`; expected `string`."],
    ['await github.list_issues({ onwer: "a" })', "1:28", "there is no `input.onwer`. Did you mean `owner`?"],
    [
      'await github.list_issues({ owner: "a", state: "opne" })',
      "1:47",
      '`input.state` is `"opne"`; expected `"open" |',
    ],
    ['await github.list_issues({ owner: "a", labels: ["x", 1] })', "1:54", "`input.labels[1]` is `1`"],
    ['await github.list_issues({ owner: "a", labels: "x" })', "1:48", '`input.labels` is `"x"`; expected `string[]`.'],
    ['await github.list_issues({ owner: "a", since: {} })', "1:47", "`input.since.day` is missing; expected `number`."],
    ['await github.list_issues({ owner: "a", since: { dya: 1, day: 1 } })', "1:49", "there is no `input.since.dya`."],
    [
      'await github.list_issues({ owner: "a", sort: { by: "date", newest: 3 } })',
      "1:68",
      "`input.sort.newest` is `3`; expected `boolean`.",
    ],
    ["const gh = github;\nawait gh.list_issues({})", "2:22", "`gh.list_issues`: `input.owner` is missing"],
    ["const gh = github;\nawait gh.list_isues({})", "2:10", "`github` has no tool `list_isues`. Did you mean"],
    ['await github.list_issues("a", "b")', "1:26", '`input` is `"a"`; expected `{ owner: string;'],
    ["const input = { owner: 1 };\nawait github.list_issues(input)", "2:26", "`input.owner` is `number`"],
    ['const input = { state: "open" };\nawait github.list_issues(input)', "2:26", "`input.owner` is missing"],
    ['await github["create-issue"]({ titel: "a" })', "1:32", '`github["create-issue"]`: there is no `input.titel`.'],
    ["const { list_issues } = github;\nawait list_issues({})", "2:19", "`list_issues`: `input.owner` is missing"],
    ["await postern.search(5)", "1:22", "`postern.search`: `query` is `5`; expected `string`."],
  ])("a wrong argument: %s", async (text, place, message) => {
    const error = await firstError(text);
    expect(error.place).toBe(place);
    expect(error.message).toContain(message);
  });

  it.each([
    [
      `const r = await github.list_issues(${OWNER});\nr.itmes`,
      "2:3",
      "`r`, from `github.list_issues`, has no `itmes`. Did you mean `items`?",
    ],
    [`const { itmes } = await github.list_issues(${OWNER});`, "1:9", "has no `itmes`. Did you mean `items`?"],
    [
      `const r = await github.list_issues(${OWNER});\nr.items.map((i) => i.titel)`,
      "2:22",
      "`i`, from `github.list_issues`, has no `titel`. Did you mean `title`?",
    ],
    [
      `const r = await github.list_issues(${OWNER});\nfor (const i of r.items) console.log(i.titel)`,
      "2:40",
      "has no `titel`",
    ],
    [`const r = await github.list_issues(${OWNER});\nr.items.lenght`, "2:9", "has no `lenght`. Did you mean `length`?"],
    [`const r = await github.list_issues(${OWNER});\nr.map((i) => i)`, "2:3", "has no `map`. Its lists: `r.items`."],
    [
      `for (const i of await github.list_issues(${OWNER})) {}`,
      "1:17",
      'is no list. Its lists: `(await github.list_issues({ owner: "a" })).items`.',
    ],
    ["const me = await github.whoami();\nme.login", "2:4", "`me`, from `github.whoami`, has no `login`."],
    [
      `const [r] = await Promise.all(["a"].map((owner) => github.list_issues({ owner })));\nr.titel`,
      "2:3",
      "`r`, from `github.list_issues`, has no `titel`.",
    ],
    ["await github()", "1:7", "not callable"],
    [
      `const r = await github.list_issues(${OWNER});\nJSON.parse(r).items`,
      "2:12",
      "`r` is an object already, not text",
    ],
    [`JSON.parse((await github.list_issues(${OWNER})).items[0]).id`, "1:12", "is an object already, not text"],
  ])("a result misused: %s", async (text, place, message) => {
    const error = await firstError(text);
    expect(error.place).toBe(place);
    expect(error.message).toContain(message);
  });

  it.each([
    [
      `const r = github.list_issues(${OWNER});\nr.items`,
      "2:3",
      "`r` is a promise, not its value: write `(await r).items`.",
    ],
    [`const { items } = github.list_issues(${OWNER});`, "1:9", "is a promise, not its value"],
    [
      'github["create-issue"]({ title: "a" });\nreturn 1',
      "1:1",
      'Nothing waits for `github["create-issue"]({ title: "a" })`',
    ],
    [`return { found: github.list_issues(${OWNER}) }`, "1:17", "is returned as a promise inside of a value"],
    [
      'return ["a"].map(async (path) => await files.read({ path }))',
      "1:8",
      "is returned as a promise inside of a value",
    ],
    ["const me = github.whoami();\nreturn { me }", "2:10", "`me` is returned as a promise inside of a value"],
    ["return `I am ${github.whoami()}`", "1:16", "`github.whoami()` is a promise, not its value"],
    ["console.log(github.whoami())", "1:13", "`github.whoami()` is a promise, not its value"],
    [
      "const me = github.whoami();\nawait github.list_issues({ owner: me })",
      "2:35",
      "`me` is a promise, not its value",
    ],
    [`for (const i of github.list_issues(${OWNER})) {}`, "1:17", "is a promise, not its value"],
    ["if (github.whoami()) console.log(1)", "1:5", "is a promise, not its value"],
  ])("a call not awaited: %s", async (text, place, message) => {
    const error = await firstError(text);
    expect(error.place).toBe(place);
    expect(error.message).toContain(message);
  });

  it.each([
    ["const a = 1;\na = 2;", "2:1", "Cannot assign to 'a' because it is a constant."],
    ["const a = 1;\nconst a = 2;", "1:7", "Cannot redeclare block-scoped variable 'a'."],
    ["console.log(a);\nconst a = 1;", "1:13", "used before its declaration"],
    ["break", "1:1", "Jump target"],
  ])("what no types are needed for: %s", async (text, place, message) => {
    const error = await firstError(text);
    expect(error.place).toBe(place);
    expect(error.message).toContain(message);
  });

  async function firstError(text: string): Promise<{ readonly place: string; readonly message: string }> {
    const report = await check(text);
    const [first] = report.diagnostics;
    if (report.status !== "failed" || first?.severity !== "error") {
      throw new Error(`No error in ${text}: ${report.status} ${formatReport(report)}`);
    }
    return { place: `${first.line}:${first.column}`, message: first.message };
  }
});

describe("what is none of the check's business", () => {
  it.each([
    `const input = { owner: "a", state: "open" };\nreturn (await github.list_issues(input)).items`,
    `const input = {};\ninput.owner = "a";\nreturn await github.list_issues(input)`,
    `const input = {};\nObject.assign(input, ${OWNER});\nreturn await github.list_issues(input)`,
    `const r = await github.list_issues(${OWNER});\nreturn r.next.length + r.items[0].body.length`,
    `const r = await github.list_issues(${OWNER});\nreturn github.list_issues({ owner: r.next })`,
    `const counts = {};\nfor (const i of (await github.list_issues(${OWNER})).items) counts[i.title] = (counts[i.title] ?? 0) + 1;\nreturn counts`,
    `const r = await files.read({ path: "a" });\nreturn r.foo.bar.map((x) => x.y)`,
    `const all = await Promise.all(["a", "b"].map((owner) => github.list_issues({ owner })));\nreturn all.flatMap((r) => r.items).reduce((found, i) => [...found, i.title], [])`,
    `const r = await github.list_issues(${OWNER});\nreturn r.items.sort((a, b) => new Date(a.body) - new Date(b.body))`,
    `try { await files.read({ path: "a" }) } catch (e) { return e.message + e.code }`,
    `try { await files.read({ path: "a" }) } catch (e) { if (e instanceof Error) return e.code }`,
    `let next; const all = [];\ndo { const r = await github.list_issues({ owner: "a", ...(next ? { state: "open" } : {}) }); all.push(...r.items); next = r.next } while (next)\nreturn all.length`,
    `for (const [key, value] of Object.entries(await files.read({ path: "a" }))) console.log(key, value.foo)`,
    `function add(a, b) { return a + b }\nreturn add(1) + parseInt(5)`,
    `const groups = Object.groupBy([1, 2], (n) => (n % 2 ? "odd" : "even"));\nreturn groups.odd.length`,
    `const tasks = [];\nfor (const owner of ["a"]) tasks.push(github.list_issues({ owner }));\nreturn (await Promise.all(tasks)).map((r) => r.items.length)`,
    `const name = "list_issues";\nreturn Object.keys(github).length + (await github[name](${OWNER})).items.length`,
    `return (await github.list_issues(${OWNER}).then((r) => r.items).catch(() => [])).length`,
    `return typeof window === "undefined" && typeof fetch === "undefined"`,
    `interface Issue { titel: string }\nconst r: { items: Issue[] } = await github.list_issues(${OWNER});\nreturn r.items[0].titel`,
    `let found = "";\nfound = await files.read({ path: "a" });\nreturn found.rows`,
    `const me: string = await github.whoami();\nconst unused = 1;\nreturn me.split(" ").at(0)`,
    `const state = Math.random() > 0.5 ? "open" : undefined;\nreturn github.list_issues({ owner: "a", state })`,
    `const url = new URL("https://a.example/?q=1");\nreturn [url.searchParams.get("q"), crypto.randomUUID(), structuredClone({ a: 1 }), btoa("a")]`,
    `await new Promise((resolve) => setTimeout(resolve, 10));\nreturn new TextDecoder().decode(new TextEncoder().encode("a"))`,
    `async function main() { return (await github.whoami()).length }\nmain()`,
    `const pending = github.whoami();\nconst [me] = await Promise.all([pending]);\nreturn me`,
    `void github.whoami();\nreturn 1`,
    `let r = await github.list_issues(${OWNER});\ntry { r = JSON.parse(r) } catch {}\nreturn r.items`,
    `const r = await github.list_issues(${OWNER});\nreturn typeof r === "string" ? JSON.parse(r) : r`,
    `const r = await github.list_issues(${OWNER});\nreturn JSON.parse(r.next ?? "{}").a + JSON.parse(await files.read({ path: "a" })).b`,
    `return (await postern.search("issues", { limit: 3 })).total`,
    `const github = { anything: () => 1 };\nreturn github.anything()`,
    `type Found = Awaited<ReturnType<typeof github.list_issues>>;\nconst r: Found = await github.list_issues(${OWNER});\nreturn r.items.length`,
    `const m = new Map<string, number[]>();\nfor (const i of (await github.list_issues(${OWNER})).items) m.set(i.title, [...(m.get(i.title) ?? []), i.id]);\nreturn Object.fromEntries(m)`,
    `const { items: [first, ...rest], next = "none" } = await github.list_issues(${OWNER});\nreturn [first.title, rest.length, next]`,
    `return [...new Set([1]).union(new Set([2]))].toSorted().at(-1)`,
  ])("lets through: %s", async (text) => {
    const report = await check(text);
    expect(formatReport(report)).toBe("");
    expect(report.status).toBe("passed");
  });
});
