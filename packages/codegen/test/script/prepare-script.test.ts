import type { ScriptValue } from "@postern/core";
import { describe, expect, it } from "vitest";
import { modelPosition, prepareScript } from "../../src/index.ts";
import type { ReadyScript } from "../../src/index.ts";

type AsyncFunction = (github: unknown) => Promise<ScriptValue>;
const AsyncFunctionConstructor = (async () => {}).constructor as new (...text: string[]) => AsyncFunction;

const GITHUB = { count: async () => 42, name: "github" };

async function ready(text: string): Promise<ReadyScript> {
  const result = await prepareScript(text);
  if (result.status === "failed") {
    throw new Error(`${result.error.message} at ${result.error.line}:${result.error.column}\n${text}`);
  }
  return result;
}

async function run(text: string): Promise<unknown> {
  const { script } = await ready(text);
  return new AsyncFunctionConstructor("github", script.code)(GITHUB);
}

describe("the shapes that models write", () => {
  it.each([
    ["statements with a return", "const n = await github.count();\nreturn n;"],
    ["a last expression", "const n = await github.count();\nn"],
    ["a last expression on the same line", "const n = await github.count(); n"],
    ["a last expression without semicolons before it", "const n = await github.count()\nn"],
    ["one expression", "await github.count()"],
    ["an expression that is a promise", "github.count()"],
    ["a trailing comment", "await github.count() // counts"],
    ["a trailing comment behind a semicolon", "await github.count(); // counts\n/* end */"],
    ["an async arrow", "async () => {\n  return await github.count();\n}"],
    ["an async arrow with a semicolon and a comment", "async () => github.count(); // main"],
    ["a parenthesized arrow", "(async () => await github.count())"],
    ["an arrow that calls itself", "(async () => await github.count())()"],
    ["an async function without a name", "async function () {\n  return github.count();\n}"],
    ["a function without a name", "function () { return github.count(); }"],
    ["a lone const main", "const main = async () => github.count()"],
    ["a lone const main with its type", "const main = async (): Promise<number> => await github.count(); // main"],
    ["a lone function main", "async function main(): Promise<number> {\n  return github.count();\n}"],
    ["a function main that is called", "async function main() {\n  return github.count();\n}\nmain();"],
    ["a function main that is awaited", "async function main() { return github.count() }\nawait main()"],
    ["a function main called before it is declared", "main();\nasync function main() {\n  return github.count();\n}"],
    [
      "helpers and a main",
      "function one() { return 1 }\nasync function main() { return one() * (await github.count()) }",
    ],
    ["main before its helpers", "async function main() { return help() }\nfunction help() { return github.count() }"],
    [
      "constants and a main",
      "const factor: number = 2;\nasync function main() { return (await github.count()) * factor / 2 }",
    ],
    ["export default of an arrow", "export default async () => github.count();"],
    ["export default of a function", "export default async function () {\n  return github.count();\n}"],
    ["export default of a named function", "export default async function main() { return github.count(); }"],
    ["export default of a name", "async function main() { return github.count(); }\nexport default main;"],
    ["export default of a value", "export default await github.count()"],
    ["export of a declaration", "export const n = await github.count();\nexport default n"],
    ["an empty export", "const n = await github.count();\nexport {};\nn"],
    ["a name that is a function", "const main = async () => github.count();\nmain"],
    ["a last expression with a cast", "(await github.count()) as number"],
    ["a last expression before its types", "(await github.count()) as Count\ntype Count = number;"],
    ["a last expression before its helpers", "twice(21)\nfunction twice(n: number) { return n * 2 }"],
    ["a Markdown fence", "```ts\nreturn await github.count();\n```"],
    ["a fence with prose around", "Here is the script:\n\n```typescript\nawait github.count()\n```\n\nIt counts `x`."],
    ["a fence without a language", "```\nawait github.count()\n```"],
    ["a fence that is never closed", "Sure!\n```js\nawait github.count()"],
    ["a fence of tildes", "~~~ts\nawait github.count()\n~~~"],
    ["an answer beside the code", '```json\n{"a": 1}\n```\n```ts\nawait github.count()\n```\n```text\n42\n```'],
    ["a hashbang", "#!/usr/bin/env node\nawait github.count()"],
    ["a byte order mark", "\uFEFFawait github.count()"],
    ["carriage returns and line feeds", "const n = await github.count()\r\n// note\r\nn\r\n"],
    ["lone carriage returns", "const n = await github.count()\r// note\rn"],
    ["a directive", '"use strict";\nconst n = await github.count();\nn'],
  ])("accepts %s", async (_name, text) => {
    expect(await run(text)).toBe(42);
  });

  it.each([
    ["", undefined],
    ["// nothing", undefined],
    ["const a = 1;", undefined],
    ["if (true) { 1 }", undefined],
    ['"text"', "text"],
    ["const helper = (n: number) => n;", undefined],
    ["`a\n\\`\\`\\`\nb`", "a\n```\nb"],
    ["return [1, 2,].map((n) => n as number)", [1, 2]],
  ])("gives %j the value %j", async (text, value) => {
    expect(await run(text)).toEqual(value);
  });
});

describe("positions", () => {
  it("keeps every word where the model wrote it", async () => {
    const text =
      "Look:\n```ts\ninterface Row { id: number }\nconst rows: Row[] = [{ id: 1 }];\n  const first = rows[0]!.id as number;\nfirst + 1 // last\n```";
    const { script, insertions } = await ready(text);
    const lines = script.code.split("\n").slice(script.lineOffset);
    for (const [word, line] of [
      ["rows", 3],
      ["first", 4],
      ["id", 4],
      ["first", 5],
      ["1", 5],
    ] as const) {
      expect(lines[line]?.indexOf(word)).toBe(text.split("\n")[line]?.indexOf(word));
    }
    expect(insertions).toEqual([]);
  });

  it("puts the return on a line before the first one where there is none", async () => {
    const { script, insertions } = await ready("github.missing.name");
    expect(script).toEqual({ code: "return (\ngithub.missing.name)", lineOffset: 1 });
    expect(insertions).toEqual([]);
  });

  it("says what moved where a return had to go on the same line", async () => {
    const text = "const a = 1; a.b.c";
    const prepared = await ready(text);
    const line = prepared.script.code;
    for (const word of ["const", "a.b", "b.c", "c"]) {
      const position = { line: 1, column: line.lastIndexOf(word) + 1 };
      expect(modelPosition(prepared, position)).toEqual({ line: 1, column: text.lastIndexOf(word) + 1 });
    }
    expect(modelPosition(prepared, { line: 1, column: line.indexOf("return") + 3 })).toEqual({ line: 1, column: 14 });
    expect(modelPosition(prepared, { line: 2, column: 20 })).toEqual({ line: 2, column: 20 });
  });
});

describe("what cannot run", () => {
  it.each([
    ["const a = (1 + ;", "Expression expected.", 1, 16],
    ["Hello!\n\n```ts\nconst a = 1;\n  foo(\n```", "')' expected.", 5, 7],
    ["let x = 1\nenum Color { Red }", "Enums do not run here", 2, 1],
    ["  import { readFile } from 'node:fs';", "Scripts cannot import", 1, 3],
    ["const fs = await import('node:fs')", "Scripts cannot import", 1, 18],
    ["export { a } from 'b'", "Scripts export nothing by name", 1, 1],
    ["namespace A { export const x = 1 }", "Namespaces with values", 1, 1],
    ["class A { constructor(private x: string) {} }", "Parameter properties", 1, 23],
    ["@sealed class A {}", "Decorators", 1, 1],
    ["class A { accessor x = 1 }", "`accessor` fields", 1, 11],
    ["const a = <string>b", "Write `value as Type`", 1, 11],
    ["{ using a = b() }", "`using` does not run here", 1, 3],
    ["return import.meta.url", "`import.meta` does not exist", 1, 8],
    ["const f = () => await g()", "`await` stands in a function that is not async", 1, 17],
    ["function f() {\n  for await (const x of y) {}\n}", "`await` stands in a function that is not async", 2, 3],
  ])("answers %j with SYNTAX, the place and the way out", async (text, ...[message, line, column]) => {
    const result = await prepareScript(text);
    expect(result).toMatchObject({ status: "failed", error: { code: "SYNTAX", name: "SyntaxError", line, column } });
    expect(result.status === "failed" && result.error.message).toContain(message);
  });

  it("answers a script nested beyond the parser's stack with SYNTAX", async () => {
    const result = await prepareScript(`${"[".repeat(60_000)}${"]".repeat(60_000)}`);
    expect(result).toMatchObject({ status: "failed", error: { code: "SYNTAX" } });
  });

  it("reads a long chain of operators", async () => {
    expect(await run(`${"1 + ".repeat(3000)}0`)).toBe(3000);
  });
});
