import type { JsonObject, JsonSchema, ScriptValue } from "@postern/core";
import { describe, expect, it } from "vitest";
import { createInputCheck } from "../../src/input/input-check.ts";

function violations(schema: JsonSchema, input: ScriptValue) {
  return createInputCheck(schema).violations(input);
}

function object(properties: JsonObject, rest: JsonObject = {}): JsonObject {
  return { type: "object", properties, ...rest };
}

describe("what is said of an input", () => {
  it("names the path, what is expected and what is there", () => {
    const schema = object({ filter: object({ tags: { type: "array", items: { type: "string" } } }) });
    expect(violations(schema, { filter: { tags: ["a", 1] } })).toEqual([
      { path: "input.filter.tags[1]", expected: "string", found: "number 1" },
    ]);
  });

  it("names a missing property at the place where it should be", () => {
    const schema = object({ owner: { type: "string" }, "repo-name": {} }, { required: ["owner", "repo-name"] });
    expect(violations(schema, {})).toEqual([
      { path: "input.owner", expected: "string (required)", found: "nothing" },
      { path: 'input["repo-name"]', expected: "any value (required)", found: "nothing" },
    ]);
  });

  it("proposes the nearest name for a property that may not be there", () => {
    const schema = object({ owner: {}, state: {} }, { additionalProperties: false });
    expect(violations(schema, { ownr: 1 })[0]?.expected).toBe('no such property; did you mean "owner"?');
    expect(violations(schema, { zzz: 1 })[0]?.expected).toBe('no such property; there are "owner", "state"');
  });

  it.each([
    [{ enum: ["open", "closed"] }, "opne", '"open" | "closed"'],
    [{ const: 1 }, 2, "1"],
    [{ type: ["string", "null"] }, 1, "string | null"],
    [{ type: "integer", minimum: 1 }, 0, "integer, at least 1"],
    [{ type: "string", minLength: 2 }, "a", "string, at least 2 characters"],
    [{ type: "string", pattern: "^a+$" }, "b", "a string that matches /^a+$/"],
    [{ type: "array", uniqueItems: true }, [1, 1], "items that all differ"],
    [{ anyOf: [{ type: "string" }, object({ a: {} }, { required: ["a"] })] }, 1, "string | object with a"],
    [{ type: "number", multipleOf: 0.1 }, 0.25, "number, a multiple of 0.1"],
  ] as const)("says what %j expects of %j", (schema, value, expected) => {
    expect(violations(object({ x: schema }), { x: value })[0]).toMatchObject({ path: "input.x", expected });
  });

  it("speaks of the alternative that was meant", () => {
    const kind = (type: string, member: JsonObject): JsonObject =>
      object({ type: { const: type }, ...member }, { required: ["type", ...Object.keys(member)] });
    const schema = object({
      shape: { oneOf: [kind("circle", { radius: { type: "number" } }), kind("text", { text: { type: "string" } })] },
    });
    expect(violations(schema, { shape: { type: "text", text: 4 } })).toEqual([
      { path: "input.shape.text", expected: "string", found: "number 4" },
    ]);
  });

  it("follows references, also recursive ones", () => {
    const schema = object(
      { root: { $ref: "#/$defs/node" } },
      {
        $defs: { node: object({ next: { $ref: "#/$defs/node" }, value: { type: "number" } }) },
      },
    );
    expect(violations(schema, { root: { next: { next: { value: "x" } } } })[0]?.path).toBe(
      "input.root.next.next.value",
    );
  });

  it("takes bytes for the text that they are sent as", () => {
    expect(violations(object({ file: { type: "string" } }), { file: new Uint8Array(9) })).toEqual([]);
    expect(violations(object({ file: { type: "number" } }), { file: new Uint8Array(9) })).toHaveLength(1);
  });
});

describe("dialects", () => {
  it("understands draft-07's tuples and draft-04's limits where no dialect is named", () => {
    const tuple = object({ pair: { items: [{ type: "string" }, { type: "number" }], additionalItems: false } });
    expect(violations(tuple, { pair: ["a", 1] })).toEqual([]);
    expect(violations(tuple, { pair: ["a", "b"] })).toHaveLength(1);
    expect(violations(tuple, { pair: ["a", 1, 2] })).toHaveLength(1);
    const limit = object({ n: { type: "number", minimum: 0, exclusiveMinimum: true } });
    expect(violations(limit, { n: 0 })).toHaveLength(1);
    expect(violations(limit, { n: 1 })).toEqual([]);
  });

  it("ignores what stands beside a reference in draft-07 and reads it in 2020-12", () => {
    const schema = { $ref: "#/definitions/a", maximum: 1, definitions: { a: { type: "number" } } };
    const draft7 = { ...schema, $schema: "http://json-schema.org/draft-07/schema#" };
    expect(violations(draft7, 5)).toEqual([]);
    expect(violations(schema, 5)).toHaveLength(1);
  });

  it("takes `format` for the annotation that it is", () => {
    expect(violations(object({ at: { type: "string", format: "date-time" } }), { at: "tomorrow" })).toEqual([]);
  });
});

describe("a schema that is broken or hostile", () => {
  const CATASTROPHIC = "^(a+)+$";

  it.each<[string, JsonSchema]>([
    ["a reference that leads nowhere", object({ x: { $ref: "#/$defs/missing" } })],
    ["a reference to another machine", object({ x: { $ref: "http://169.254.169.254/latest" } })],
    ["a reference that is no URI", object({ x: { $ref: "http://[" } })],
    ["a type that does not exist", object({ x: { type: "file" } })],
    ["keywords of the wrong type", object({ x: { enum: "a", required: 1, properties: [], anyOf: {}, minimum: "0" } })],
    ["a schema that is none", object({ x: "string" })],
    ["a pattern that does not compile", object({ x: { pattern: "(" } })],
    ["a pattern that takes for ever", object({ x: { pattern: CATASTROPHIC } })],
    ["two parts of the same name", object({ x: { allOf: [{ $id: "a" }, { $id: "a" }] } })],
    ["a negated pattern that takes for ever", object({ x: { not: { pattern: CATASTROPHIC } } })],
    [
      "an exclusive choice with a reference that leads nowhere",
      object({ x: { oneOf: [{ $ref: "#/a" }, { type: "string" }] } }),
    ],
    [
      "a name that is a prototype's",
      object({ x: {} }, { properties: JSON.parse('{"__proto__": {"type": "string"}}') }),
    ],
  ])("lets a value pass: %s", (_what, schema) => {
    expect(violations(schema, { x: `${"a".repeat(40)}!` })).toEqual([]);
  });

  it("still says what is wrong beside the broken part", () => {
    const schema = object({ x: { $ref: "#/nowhere" }, y: { type: "string" } });
    expect(violations(schema, { x: 1, y: 1 })).toMatchObject([{ path: "input.y" }]);
  });

  it("drops a name pattern that takes for ever together with what speaks of other names", () => {
    const schema = { type: "object", patternProperties: { [CATASTROPHIC]: {} }, additionalProperties: false };
    expect(violations(schema, { [`${"a".repeat(40)}!`]: 1 })).toEqual([]);
    const usable = { type: "object", patternProperties: { "^x-": { type: "string" } }, additionalProperties: false };
    expect(violations(usable, { "x-a": "b" })).toEqual([]);
    expect(violations(usable, { "x-a": 1 })).toHaveLength(1);
    expect(violations(usable, { y: 1 })).toHaveLength(1);
  });

  it("gives up without a verdict on references that double at every level", () => {
    const levels = Array.from({ length: 40 }, (_, level): [string, JsonObject] => [
      `l${level}`,
      { allOf: [{ $ref: `#/$defs/l${level + 1}` }, { $ref: `#/$defs/l${level + 1}` }] },
    ]);
    const schema = { $ref: "#/$defs/l0", $defs: { ...Object.fromEntries(levels), l40: { type: "string" } } };
    expect(violations(schema, 1)).toEqual([]);
  });

  it("gives up on a schema that refers to itself for ever", () => {
    expect(violations({ $ref: "#" }, {})).toEqual([]);
    expect(violations({ allOf: [{ $ref: "#" }], type: "string" }, 1)).toEqual([]);
  });

  it("leaves very large inputs to the upstream, and looks at those below", () => {
    const schema = object({ ids: { type: "array", items: { type: "number" }, uniqueItems: true } });
    expect(violations(schema, { ids: Array.from({ length: 200_000 }, () => "x") })).toEqual([]);
    expect(violations(schema, { ids: Array.from({ length: 900 }, () => 7) })).toHaveLength(1);
    expect(violations(schema, { ids: [...Array.from({ length: 5000 }, (_, index) => index), "x"] })).toMatchObject([
      { path: "input.ids[5000]" },
    ]);
  });

  it("says at most five things", () => {
    const names = Array.from({ length: 9 }, (_, index) => `n${index}`);
    expect(violations({ type: "object", required: names }, {})).toHaveLength(5);
  });

  it("leaves the schema as it was", () => {
    const schema = object({ x: { $ref: "#/$defs/a" } }, { $defs: { a: { type: "string" } } });
    const before = structuredClone(schema);
    violations(schema, { x: 1 });
    expect(schema).toEqual(before);
    expect(Reflect.ownKeys(schema)).toEqual(Reflect.ownKeys(before));
  });
});
