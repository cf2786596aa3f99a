import type { JsonObject, JsonSchema } from "@postern/core";
import { describe, expect, test } from "vitest";
import { createTypeGenerator, schemaToTypeScript } from "../../src/index.ts";
import { namespaceOf, object, tool } from "./catalog-fixture.ts";
import { compile, errorsOfText } from "./compile.ts";

const TEXTS = [
  "*/ declare const stolen: 1; /*",
  "$' $& $` $1",
  "{{x}} ${y}",
  "a\nb\r\nc\u2028d\u2029e",
  "quotes \" ' `",
  "/** */ /* // ",
  "\\",
  "*",
  "/",
  "\u0000\u0007\u202e",
];

/** A schema with a text wherever one can stand. */
function saying(text: string): JsonSchema {
  return {
    type: "object",
    title: text,
    description: text,
    properties: {
      [text]: { enum: [text], default: text, description: text, format: text, pattern: text, examples: [text] },
      list: { type: "array", items: { $ref: "#/$defs/x" } },
    },
    patternProperties: { [`^${text.replaceAll(/[^a-z]/gu, String.raw`\$&`)}`]: { type: "string" } },
    required: [text],
    $defs: { x: { title: text, description: text, type: "object", properties: { y: { $ref: "#/$defs/x" } } } },
  };
}

test("text of an upstream can neither break a block nor leave its place, whatever it is the text of", async () => {
  const generator = createTypeGenerator();
  const files = new Map<string, string>();
  for (const [index, text] of TEXTS.entries()) {
    const schema = saying(text);
    const tools = [tool(text, schema, { description: text, outputSchema: schema }), tool("other", schema)];
    const namespace = await namespaceOf("n", tools);
    for (const detail of ["signature", "summary", "full"] as const) {
      const block = generator.declarations(namespace, { detail, ownNames: true });
      files.set(`/${index}-${detail}.ts`, `export {};\n${block}`);
      files.set(`/${index}-${detail}-stolen.ts`, `export {};\n${block}\nstolen;`);
    }
  }
  const errors = [...compile(files)].map(([name, lines]) => [name, [...lines.values()]]);
  const expected = [...files.keys()].map((name) => [
    name,
    name.includes("stolen") ? ["Cannot find name 'stolen'."] : [],
  ]);
  expect(errors).toEqual(expected);
});

/** A schema inside a schema, so many levels deep. */
function nested(levels: number, wrap: (inner: JsonSchema) => JsonObject): JsonSchema {
  let schema: JsonSchema = { type: "string" };
  for (let level = 0; level < levels; level += 1) {
    schema = wrap(schema);
  }
  return schema;
}

describe("hostile schemas cost bounded work, and become unknown with a note", () => {
  test.each<readonly [string, JsonSchema]>([
    ["properties 5,000 levels deep", nested(5000, (inner) => ({ type: "object", properties: { a: inner } }))],
    ["allOf 5,000 levels deep", nested(5000, (inner) => ({ allOf: [inner] }))],
    ["not 5,000 levels deep", nested(5000, (inner) => ({ not: inner }))],
    ["items 5,000 levels deep", nested(5000, (inner) => ({ items: inner }))],
  ])("%s", (_, schema) => {
    const text = schemaToTypeScript(schema);
    expect(text).toMatch(/@note (?:deeper|the schema is too large)/u);
    expect(errorsOfText(text)).toEqual([]);
  });

  test("a chain of references longer than any schema needs", () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [`d${index}`, { $ref: `#/$defs/d${index + 1}` }]),
    );
    expect(errorsOfText(schemaToTypeScript({ $ref: "#/$defs/d0", $defs: definitions }))).toEqual([]);
  });

  test("alternatives that multiply", () => {
    const choice = (index: number) => ({
      oneOf: [
        { properties: { [`a${index}`]: { type: "string" } }, required: [`a${index}`] },
        { properties: { [`b${index}`]: { type: "number" } }, required: [`b${index}`] },
      ],
    });
    const schema = { type: "object", allOf: Array.from({ length: 40 }, (_, index) => choice(index)) };
    const text = schemaToTypeScript(schema);
    expect(errorsOfText(text)).toEqual([]);
    expect(text).toContain("a0");
  });

  test("definitions that intersect each other in ever new ways", () => {
    const names = Array.from({ length: 12 }, (_, index) => `d${index}`);
    const definitions = Object.fromEntries(
      names.map((name, index) => [
        name,
        {
          type: "object",
          properties: {
            next: { allOf: names.filter((_, other) => other !== index).map((other) => ({ $ref: `#/$defs/${other}` })) },
          },
        },
      ]),
    );
    expect(errorsOfText(schemaToTypeScript({ $ref: "#/$defs/d0", $defs: definitions }))).toEqual([]);
  });

  test("ten thousand literals, and ten thousand properties", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `value ${index}`);
    expect(schemaToTypeScript({ enum: many })).toBe("type Root = string;\n");
    expect(
      errorsOfText(schemaToTypeScript(object(Object.fromEntries(many.map((name) => [name, { type: "string" }]))))),
    ).toEqual([]);
  });

  test("a pattern that would take for ever to run is not run", () => {
    const schema = {
      type: "object",
      properties: { ["a".repeat(60)]: true },
      patternProperties: { "^(a+)+$": { type: "string" } },
    };
    expect(schemaToTypeScript(schema)).toContain("?: unknown");
  });

  test.each<readonly [string, JsonObject]>([
    [
      "keywords of the wrong kind",
      {
        type: 7,
        properties: [],
        required: "a",
        items: 3,
        enum: {},
        anyOf: {},
        $ref: 5,
        $defs: null,
        additionalProperties: "no",
        minItems: "x",
        patternProperties: [],
        description: 4,
        default: undefined as never,
      },
    ],
    ["an identifier that is no address", { $id: "http://[", $ref: "::::", properties: { a: { $ref: "%" } } }],
    ["a broken pattern", { type: "object", patternProperties: { "(": { type: "string" }, "[": false } }],
  ])("%s", (_, schema) => {
    expect(errorsOfText(schemaToTypeScript(schema))).toEqual([]);
  });

  test("one unreadable schema costs its neighbours nothing", async () => {
    const unreadable = Object.defineProperty({}, "type", {
      enumerable: true,
      get: () => {
        throw new Error("lost");
      },
    });
    const namespace = await namespaceOf("n", [tool("good", object({ a: { type: "string" } }, ["a"])), tool("bad")]);
    const tools = namespace.tools.map((one) =>
      one.tool.name === "bad" ? { ...one, tool: { ...one.tool, inputSchema: unreadable, version: "1" } } : one,
    );
    const block = createTypeGenerator().declarations({ name: "n", tools });
    expect(block).toContain("good(input: { a: string })");
    expect(block).toContain("bad(input?: /** @note unreadable schema: lost */ unknown)");
  });
});
