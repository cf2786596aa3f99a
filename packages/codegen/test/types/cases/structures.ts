import type { SchemaCase } from "../compile.ts";

/** What keywords of one kind say. */
export const STRUCTURES: readonly SchemaCase[] = [
  { title: "true", schema: true, accepted: [null, 1, {}, [], "a"], refused: [] },
  { title: "false", schema: false, accepted: [], refused: [null, 1, {}, []] },
  {
    title: "no type",
    schema: { properties: { a: { type: "string" } } },
    accepted: [1, "x", null, [2], {}, { a: "x" }, { b: 1 }],
    refused: [{ a: 1 }],
  },
  { title: "integers", schema: { type: "integer" }, accepted: [1, -7, 1e21], refused: ["1", null] },
  { title: "several types", schema: { type: ["string", "null"] }, accepted: ["a", null], refused: [1, {}] },
  {
    title: "a nullable enum",
    schema: { type: ["string", "null"], enum: ["a", null] },
    accepted: ["a", null],
    refused: ["b"],
  },
  {
    title: "an enum of everything",
    schema: { enum: [1, "a", null, true, [1, { b: 2 }], { c: [] }] },
    accepted: [1, "a", null, true, [1, { b: 2 }], { c: [] }],
    refused: [2, "b", false, [1], { c: [1] }],
  },
  { title: "an empty enum", schema: { enum: [] }, accepted: [], refused: ["a", null] },
  {
    title: "an array of unions",
    schema: { type: "array", items: { type: ["string", "null"] } },
    accepted: [[], ["a", null]],
    refused: ["a", null, [1]],
  },
  {
    title: "a tuple",
    schema: {
      type: "array",
      prefixItems: [{ type: "string" }, { type: "number" }],
      minItems: 1,
      items: { type: "boolean" },
    },
    accepted: [["a"], ["a", 1], ["a", 1, true, false]],
    refused: [[], [1], ["a", "b"], ["a", 1, 2]],
  },
  {
    title: "a closed tuple",
    schema: { type: "array", prefixItems: [{ type: "string" }], items: false },
    accepted: [[], ["a"]],
    refused: [["a", "b"]],
  },
  {
    title: "bounds on length",
    schema: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 2 },
    accepted: [["a"], ["a", "b"]],
    refused: [[], ["a", "b", "c"]],
  },
  { title: "impossible bounds", schema: { type: "array", minItems: 2, maxItems: 1 }, accepted: [], refused: [[], [1]] },
  {
    title: "required without declaration",
    schema: { type: "object", required: ["a"] },
    accepted: [{ a: null }, { a: 1, b: 2 }],
    refused: [{}, { b: 1 }],
  },
  {
    title: "all optional, nothing in common",
    schema: { type: "object", properties: { a: { type: "string" } } },
    accepted: [{ b: 1 }, {}, { a: "x" }],
    refused: [{ a: 1 }, 1, "x"],
  },
  {
    title: "additional beside declared",
    schema: { type: "object", properties: { a: { type: "number" } }, additionalProperties: { type: "string" } },
    accepted: [{}, { a: 1 }, { a: 1, b: "x" }],
    refused: [{ a: "x" }, { b: true }],
  },
  {
    title: "a map",
    schema: { type: "object", additionalProperties: { type: "number" } },
    accepted: [{}, { "": 1 }],
    refused: [{ a: "x" }, []],
  },
  {
    title: "no properties",
    schema: { type: "object", additionalProperties: false },
    accepted: [{}],
    refused: [{ a: 1 }],
  },
  {
    title: "names by prefix",
    schema: {
      type: "object",
      patternProperties: { "^x-": { type: "string" } },
      properties: { "x-a": { minLength: 1 } },
    },
    accepted: [{ "x-a": "1", other: 2 }],
    refused: [{ "x-b": 1 }, { "x-a": 1 }],
  },
  {
    title: "names by a pattern that is not read",
    schema: { type: "object", patternProperties: { "^[a-z]+$": { type: "string" } } },
    accepted: [{ a: "x", A: 1 }],
    refused: [1],
  },
  {
    title: "names by a gap, which line breaks interrupt",
    schema: { type: "object", patternProperties: { "^a.*b$": { type: "string" } } },
    accepted: [{ "a\nb": 1, acb: "x" }],
    refused: [],
  },
  {
    title: "one name by a pattern",
    schema: { type: "object", patternProperties: { "^only$": { type: "string" } } },
    accepted: [{ only: "x", onlyNot: 1 }],
    refused: [{ only: 1 }],
  },
  {
    title: "names from a list",
    schema: { type: "object", propertyNames: { enum: ["a", "b"] } },
    accepted: [{}, { a: 1 }],
    refused: [],
  },
  {
    title: "names that objects inherit",
    schema: {
      type: "object",
      properties: { toString: { type: "number" }, constructor: { type: "string" }, ["__proto__"]: { type: "number" } },
    },
    accepted: [{}, { a: 1 }],
    refused: [{ toString: "x" }, { constructor: 1 }],
  },
  {
    title: "bytes beside text",
    schema: { anyOf: [{ "x-postern-type": "bytes" }, { type: "string" }] },
    accepted: ["a"],
    refused: [1, null],
  },
];
