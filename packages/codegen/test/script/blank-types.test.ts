import blankSpace from "ts-blank-space";
import { ts } from "@ts-morph/common";
import { describe, expect, it } from "vitest";
import { prepareScript } from "../../src/index.ts";

/** Each is a statement followed by `return`, so that nothing is put in front. */
const CASES = [
  "let x: number = 1;",
  "let x!: number, y: string | undefined;",
  "const f = (a: string, b?: number, ...c: boolean[]): void => {};",
  "function f<T extends object = {}>(this: Window, a: T): asserts a is T {}",
  "function f(this: Window,) {}",
  "function f(a: string): void;\nfunction f(a: number): void;\nfunction f(a: unknown) {}",
  "const g = async <T,>(a: T): Promise<T> => a;",
  "const a = b as unknown as string;",
  "const a = { b: 1 } satisfies Record<string, number>;",
  "const a = b!.c!.d![0]!;",
  "const a = f<string, Map<number, Array<string>>>(1);",
  "const a = new Map<string, () => void>();",
  "const a = new Set<string>;",
  "const a = tag<string>`x${1 as number}`;",
  "const a = f<string /* > */>;",
  "interface A { b: string }\ntype B = A | null;",
  "declare const z: string;",
  "declare function q(): void;",
  "declare module 'x' { const a: 1 }",
  "namespace N { interface A {} }",
  "abstract class A<T> extends B<T> implements C, D<T> {\n  private readonly a: string = '';\n  static #b?: number;\n  declare c: string;\n  abstract d: number;\n  e!: string;\n  constructor(a: string);\n  constructor(a: unknown) { super() }\n  abstract m(): void;\n  protected override async n<U>(a?: U): Promise<void> {}\n  get p(): string { return '' }\n  set p(v: string) {}\n  [key: string]: unknown;\n  o?(): void {}\n}",
  "class A {\n  x = 1\n  private ['y'] = 2\n  w\n  static v: number\n}",
  "class A {\n  x: string\n  ['y'] = 1\n  z?: string\n  *w() {}\n}",
  "try { f() } catch (e: unknown) { g(e as Error) }",
  "for (const x of y as string[]) { z(x!) }",
  "const f = (\n  a: string,\n): {\n  b: string;\n} => ({ b: a });",
  "const f = async <\n  T,\n>(a: T) => a;",
  "if (a) b as string\nelse c as number",
  "do a as string\nwhile (b)",
  "label: for (const a of b as C) { break label }",
  "const o = { m<T>(a: T): T { return a }, get g(): string { return '' }, async *h(): AsyncGenerator<number> {} };",
  "a?.b!.c<string>?.(1);",
  "x! = 5; (y as any) = 6;",
  "let fn: (a: string) => void = (a) => {};",
  "const t = <const T extends readonly unknown[]>(a: T) => a;",
  "type A = { '\u{1F600}': 1 }; const b: '\u{1F600}' = c;",
];

async function blanked(text: string): Promise<string> {
  const result = await prepareScript(`${text}\nreturn 0`);
  return result.status === "ready" ? result.script.code : result.error.message;
}

/** The JavaScript without white space, comments and the semicolons of empty statements. */
function normal(code: string): string {
  const options = { target: ts.ScriptTarget.ESNext, removeComments: true };
  return ts
    .transpile(`async () => {${code}}`, options)
    .replace(/^\s*;\s*$/gmu, "")
    .replace(/\s+/gu, " ");
}

describe("erasing types", () => {
  it.each(CASES)("leaves the JavaScript of %j that another eraser leaves", async (text) => {
    const code = await blanked(text);
    const oracle = blankSpace(`${text}\nreturn 0`);
    expect(normal(code)).toBe(normal(oracle));
    expect(code.length).toBe(text.length + "\nreturn 0".length);
  });

  it.each([
    ["const a = b as string\n(c)", /b\s*;\s*\n\(c\)/u],
    ["const a = b as string\n[c].map(d)", /b\s*;\s*\n\[c\]/u],
    ["const a = b\ntype T = string\n(c)", /b\n;\s*\n\(c\)/u],
    ["const a = b satisfies T\n`c`", /b\s*;\s*\n`c`/u],
  ])("keeps the statements of %j apart", async (text, expected) => {
    expect(await blanked(text)).toMatch(expected);
  });

  it("keeps class members apart where a modifier goes", async () => {
    expect(await blanked("class A {\n  x = 1\n  public *y() {}\n}")).toContain("  x = 1\n  ;      *y() {}\n");
  });

  it("keeps a generic arrow behind return", async () => {
    const result = await prepareScript("function f() {\n  return <\n    T,\n  >(a: T) => a;\n}\nreturn f()(5)");
    const AsyncFunction = (async () => {}).constructor as new (text: string) => () => Promise<unknown>;
    const code = result.status === "ready" ? result.script.code : "";
    expect(await new AsyncFunction(code)()).toBe(5);
  });

  it("keeps line ends, and two columns for a character outside the basic plane", async () => {
    expect(await blanked("type A =\r\n  '\u{1F600}';\r\nb()")).toBe(`;       \r\n${" ".repeat(7)}\r\nb()\nreturn 0`);
  });
});
