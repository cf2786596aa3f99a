import { describe, expect, it } from "vitest";
import { calleeAt, placeInScript, placeOfName } from "../src/host/place.ts";
import { explainSyntax } from "../src/host/syntax.ts";

describe("placing an error in a script", () => {
  const rows: readonly (readonly [
    title: string,
    places: string,
    code: string,
    at: readonly [line: number, column: number],
  ])[] = [
    ["keeps V8's place", "script.js:3:7", 'throw new Error("x");', [1, 7]],
    ["goes from QuickJS's parenthesis to new", "<input>:3:16", 'throw new Error("x");', [1, 7]],
    ["goes to new before a member", "<input>:3:20", 'throw new a.b.Error("x");', [1, 7]],
    ["goes from the parenthesis to the member called", "<input>:3:8", "a.b.run(1);", [1, 5]],
    ["goes from the dot to the member", "<input>:3:2", "a.b;", [1, 3]],
    ["goes from an optional dot to the member", "<input>:3:2", "a?.b;", [1, 4]],
    ["goes from a returned call to its name", "<input>:3:1", "return a.run(1);", [1, 10]],
    ["counts in code units", "<input>:3:21", 's = "👍"; throw Error("x");', [1, 17]],
    [
      "leaves out the constructor that a class has by default",
      "<input>:3:12 <input>:4:12",
      "class A {  }\nthrow new A();",
      [2, 7],
    ],
    ["leaves out places beyond the script", "script.js:90:1 script.js:4:2", "\n a();", [2, 2]],
  ];
  it.each(rows.map(([title, ...row]) => ({ title, row })))("$title", ({ row: [places, code, [line, column]] }) => {
    expect(placeInScript(places, code)).toEqual({ line, column });
  });

  it("says nothing where the stack does not", () => {
    expect(placeInScript("", "a();")).toBeUndefined();
    expect(placeInScript("forged:1:1 script.js:x:y", "a();")).toBeUndefined();
  });

  it("finds a missing name behind its statement", () => {
    expect(placeOfName("x", { line: 1, column: 1 }, "return ax.x + x;")).toEqual({ line: 1, column: 15 });
    expect(placeOfName("gone", { line: 1, column: 3 }, "return 1;")).toEqual({ line: 1, column: 3 });
  });

  it("names what was called", () => {
    expect(calleeAt({ line: 1, column: 5 }, "a.b.run(1);")).toBe("a.b.run");
    expect(calleeAt({ line: 1, column: 5 }, "f().run(1);")).toBeUndefined();
  });
});

describe("explaining what does not parse", () => {
  it("gives message, line and column in the model's own text", () => {
    expect(explainSyntax({ code: "// added\nconst a = 1;\nconst b = ;", lineOffset: 1 })).toEqual({
      code: "SYNTAX",
      name: "SyntaxError",
      message: "Unexpected token ';'",
      line: 2,
      column: 11,
    });
  });

  it("runs nothing", () => {
    expect(explainSyntax({ code: "})(); globalThis.wasRun = 1; (() => {", lineOffset: 0 })).toBeUndefined();
    expect("wasRun" in globalThis).toBe(false);
  });
});
