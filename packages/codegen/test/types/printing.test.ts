import type { JsonSchema } from "@postern/core";
import { describe, expect, test } from "vitest";
import { schemaToTypeScript } from "../../src/index.ts";
import { errorsOfText } from "./compile.ts";

function root(schema: JsonSchema): string {
  return schemaToTypeScript(schema).trimEnd();
}

describe("types are written exactly and shortly", () => {
  test.each<readonly [string, JsonSchema, string]>([
    [
      "arrays of unions in parentheses",
      { type: "array", items: { type: ["string", "null"] } },
      "type Root = (string | null)[];",
    ],
    [
      "literals that their kind contains are left out",
      { anyOf: [{ enum: ["a"] }, { type: "string" }] },
      "type Root = string;",
    ],
    ["null beside an enum", { enum: ["a", null] }, 'type Root = "a" | null;'],
    [
      "objects on one line without comments",
      { type: "object", properties: { a: { type: "string" }, b: {} }, required: ["a"] },
      "type Root = { a: string; b?: unknown };",
    ],
    [
      "allOf as one object",
      {
        allOf: [
          { type: "object", properties: { a: true } },
          { type: "object", required: ["a"] },
        ],
      },
      "type Root = { a: unknown };",
    ],
    [
      "an extended definition as one object",
      {
        $defs: { a: { type: "object", properties: { a: true } } },
        allOf: [{ $ref: "#/$defs/a" }, { type: "object", properties: { b: true }, required: ["b"] }],
      },
      "type Root = { a?: unknown; b: unknown };",
    ],
    [
      "names that are not plain in quotes",
      { type: "object", properties: { "a-b": true, имя: true, 'q"': true }, required: ["a-b", "имя", 'q"'] },
      'type Root = { "a-b": unknown; "имя": unknown; "q\\"": unknown };',
    ],
    ["bytes", { "x-postern-type": "bytes" }, "type Root = Uint8Array;"],
    ["nothing", { "x-postern-type": "void" }, "type Root = void;"],
    [
      "an alternative that anything contains stays as a hint",
      { anyOf: [{ type: "object", properties: { a: true }, required: ["a"] }, true] },
      "type Root = { a: unknown } | unknown;",
    ],
  ])("%s", (_, schema, expected) => {
    expect(root(schema)).toBe(expected);
  });

  test("a definition used at two places is declared once, and one that contains itself by its name", () => {
    const person = {
      type: "object",
      properties: { name: { type: "string" }, friends: { type: "array", items: { $ref: "#/$defs/person" } } },
    };
    const schema = {
      type: "object",
      properties: { author: { $ref: "#/$defs/person" }, editor: { $ref: "#/$defs/person" } },
      required: ["author"],
      $defs: { person },
    };
    expect(root(schema)).toBe(
      "type Root = { author: Person; editor?: Person };\ntype Person = { name?: string; friends?: Person[] } & object;",
    );
  });

  test("a graph in which each level uses the next one twice stays as long as its definitions", () => {
    const levels = Array.from({ length: 30 }, (_, level): [string, JsonSchema] => [
      `level${level}`,
      {
        type: "object",
        properties: { left: { $ref: `#/$defs/level${level + 1}` }, right: { $ref: `#/$defs/level${level + 1}` } },
      },
    ]);
    const schema = { $ref: "#/$defs/level0", $defs: { ...Object.fromEntries(levels), level30: { type: "string" } } };
    const text = root(schema);
    expect(text.length).toBeLessThan(30 * 60);
    expect(errorsOfText(text)).toEqual([]);
  });

  test("the same enum at two places is declared once", () => {
    const status = { enum: ["waiting for approval", "approved by somebody", "refused by somebody"] };
    const text = root({
      type: "object",
      properties: { before: { ...status }, after: { anyOf: [{ ...status }, { type: "null" }] } },
      required: ["before"],
    });
    expect(text).toMatch(/^type Root = \{ before: (After|Before); after\?: \1 \| null \};\ntype \1 = "waiting/u);
  });
});

describe("what a schema says besides its type", () => {
  test("stands in a comment, constraints as tags", () => {
    const age = {
      type: "integer",
      description: "In years.",
      minimum: 0,
      exclusiveMaximum: 150,
      default: 18,
      deprecated: true,
      examples: [7],
    };
    expect(root({ type: "object", properties: { age }, required: ["age"] })).toBe(
      "type Root = {\n /** In years. @deprecated @default 18 @integer @range 0..<150 @example 7 */\n age: number;\n};",
    );
  });

  test.each<readonly [string, JsonSchema, string]>([
    ["lengths", { type: "string", minLength: 1, maxLength: 9 }, "@length 1..9"],
    ["an exact length", { type: "string", minLength: 9, maxLength: 9 }, "@length 9"],
    [
      "items",
      { type: "array", items: { type: "object", properties: {} }, maxItems: 3, uniqueItems: true },
      "@items ..3 @unique",
    ],
    ["a pattern", { type: "string", pattern: "^a*/" }, "@pattern ^a*\\/"],
    [
      "a format, which the pattern beside it only spells out",
      { type: "string", format: "uri", pattern: "^x" },
      "@format uri",
    ],
    ["draft-04's exclusive bound", { type: "number", minimum: 1, exclusiveMinimum: true }, "@range >1.."],
    ["multiples", { type: "number", multipleOf: 0.5 }, "@multipleOf 0.5"],
  ])("%s", (_, schema, expected) => {
    expect(root(schema)).toContain(`/** ${expected} */`);
  });

  test("is said once where a definition repeats it, and kept where alternatives and items say more", () => {
    const text = root({
      type: "object",
      properties: {
        a: { description: "The same.", $ref: "#/$defs/a" },
        b: {
          description: "Mode.",
          anyOf: [
            { const: "x", description: "First." },
            { const: "y", description: "Second." },
          ],
        },
        c: { type: "array", description: "All.", items: { type: "string", description: "One." } },
      },
      $defs: { a: { type: "string", description: "The same." } },
    });
    expect(text.match(/The same\./gu)).toHaveLength(1);
    expect(text).toContain('/** Mode.\n"x": First.\n"y": Second. */');
    expect(text).toContain("/** All. */\n c?: /** One. */ string[];");
  });
});
