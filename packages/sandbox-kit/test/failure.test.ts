import { describe, expect, it } from "vitest";
import { readFailure } from "../src/host/failure.ts";

const NAMESPACES = [{ name: "github", members: [] }];

/** Reads a frame as a guest would send it. */
function read(frame: object, code: string, lineOffset = 0): unknown {
  return readFailure(JSON.stringify(frame), { script: { code, lineOffset }, namespaces: NAMESPACES });
}

describe("the error of a failed script", () => {
  it.each([
    ["a new expression", 'throw new Error("x");', "1:7 ", "1:16 ", 7],
    ["a call of a member", "const a = {}; a.b.run(1);", "1:19 ", "1:22 ", 19],
    ["a member that is read", "null.foo", "1:6 ", "1:5 ", 6],
    ["an optional member", "let o = {}; o?.a.b", "1:18 ", "1:17 ", 18],
    ["an assignment", "const a = 1; a = 2", "1:16 ", "1:14 ", 14],
    ["a call that is returned", "return a.run(1);", "1:10 ", "1:1 ", 10],
    ["a class without a constructor", "class A {} throw new A();", "1:18 ", "1:10 1:23 ", 18],
  ])("stands at the same place for both ways to count, for %s", (...[, code, v8, quickjs, column]) => {
    const error = { name: "Error", message: "x" };
    expect(read({ ...error, places: v8, points: false }, code)).toMatchObject({ line: 1, column });
    expect(read({ ...error, places: quickjs, points: true }, code)).toMatchObject({ line: 1, column });
  });

  it("counts columns in code units where an engine counts code points", () => {
    const code = 's = "👍"; throw new Error("x");';
    expect(read({ name: "Error", message: "x", places: "1:14 ", points: true }, code)).toMatchObject({
      column: 17 - 2,
    });
  });

  it("takes away the lines that preparation put in front", () => {
    const frame = { name: "Error", message: "x", places: "3:7 ", points: false };
    expect(read(frame, '\n\nthrow new Error("x");', 2)).toMatchObject({ line: 1, column: 7 });
    expect(read({ ...frame, places: "1:1 " }, "a;\n\nb;", 2)).not.toHaveProperty("line");
  });

  it.each([
    ["cannot read property 'b' of undefined", "Cannot read properties of undefined (reading 'b')"],
    ["cannot set property 'b' of null", "Cannot set properties of null (setting 'b')"],
    ["'a' is read-only", "Assignment to constant variable."],
    ["invalid array length", "Invalid array length"],
    ["Date value is NaN", "Invalid time value"],
    ["empty array", "Reduce of empty array with no initial value"],
  ])("says %s as V8 does", (quickjs, v8) => {
    expect(read({ name: "TypeError", message: quickjs }, "x")).toMatchObject({ message: v8 });
    expect(read({ name: "TypeError", message: v8 }, "x")).toMatchObject({ message: v8 });
  });

  it("names what is called by the script's own text", () => {
    const frame = { name: "TypeError", message: "not a function", places: "1:8 ", points: true, native: false };
    expect(read(frame, "a.b.run(1);")).toMatchObject({ message: "a.b.run is not a function" });
    expect(read({ ...frame, native: true }, "a.b.run(1);")).toMatchObject({ message: "An argument is not a function" });
  });

  it("says which globals there are when a name is unknown", () => {
    const frame = { name: "ReferenceError", message: "'fetch' is not defined", places: "1:1 ", points: true };
    expect(read(frame, "return 1 + fetch;")).toEqual({
      code: "SCRIPT",
      name: "ReferenceError",
      message:
        "fetch is not defined. There is no network here; call a tool. The globals are the namespaces github, and console, setTimeout, clearTimeout, URL, URLSearchParams, TextEncoder, TextDecoder, structuredClone, atob, btoa, crypto.randomUUID.",
      line: 1,
      column: 12,
    });
  });

  it("explains what does not parse in one parser's words", () => {
    const frame = { name: "SyntaxError", message: "whatever the engine says", code: "SYNTAX" };
    expect(read(frame, "// added\nconst a = ;", 1)).toEqual({
      code: "SYNTAX",
      name: "SyntaxError",
      message: "Unexpected token",
      line: 1,
      column: 11,
    });
  });

  it("takes no code from a guest but those of the bridge's own errors", () => {
    expect(read({ name: "Error", message: "x", code: "TIMEOUT" }, "x")).toMatchObject({ code: "SCRIPT" });
    expect(read({ name: "PosternError", message: "x", code: "DENIED" }, "x")).toMatchObject({ code: "DENIED" });
  });

  it("survives frames whose fields are of any kind", () => {
    expect(read({ name: 7, message: { a: 1 }, places: [1], cause: {} }, "x")).toMatchObject({ code: "SCRIPT" });
    expect(read({ name: "E", message: "m", places: "9:9 0:0 x:y " }, "x")).not.toHaveProperty("line");
  });
});
