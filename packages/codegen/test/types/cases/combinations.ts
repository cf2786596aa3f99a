import type { JsonObject, JsonSchema } from "@postern/core";
import type { SchemaCase } from "../compile.ts";

/** A condition, apart: an object literal with `then` in it looks like a promise to a linter. */
function when(...schemas: readonly JsonSchema[]): JsonObject {
  return Object.fromEntries(["if", "then", "else"].map((keyword, index) => [keyword, schemas[index] ?? true]));
}

/** What schemas say together. */
export const COMBINATIONS: readonly SchemaCase[] = [
  {
    title: "properties beside anyOf",
    schema: {
      type: "object",
      properties: { a: { type: "string" } },
      anyOf: [{ required: ["a"] }, { properties: { b: { type: "number" } }, required: ["b"] }],
    },
    accepted: [{ a: "x" }, { b: 1 }, { a: "x", b: 1 }],
    refused: [{}, { a: 1, b: 1 }, { b: "x" }],
  },
  {
    title: "properties beside oneOf",
    schema: {
      type: "object",
      properties: { a: { type: "string" } },
      required: ["a"],
      oneOf: [{ required: ["b"] }, { required: ["c"] }],
    },
    accepted: [
      { a: "x", b: 1 },
      { a: "x", c: 1 },
    ],
    refused: [{ a: "x" }, { b: 1 }, { a: "x", b: 1, c: 1 }],
  },
  {
    title: "allOf merges",
    schema: {
      allOf: [
        { type: "object", properties: { a: { type: "string" } } },
        { type: "object", required: ["a", "b"] },
      ],
    },
    accepted: [{ a: "x", b: null }],
    refused: [{ a: "x" }, { a: 1, b: 1 }, "x"],
  },
  {
    title: "allOf that contradicts itself",
    schema: { allOf: [{ type: "string" }, { type: "number" }] },
    accepted: [],
    refused: ["a", 1],
  },
  { title: "an empty union", schema: { anyOf: [] }, accepted: [], refused: [null, 1] },
  {
    title: "a union with anything",
    schema: { anyOf: [{ type: "string" }, {}] },
    accepted: ["a", 1, null, {}],
    refused: [],
  },
  {
    title: "a union of an object with any object",
    schema: { anyOf: [{ type: "object", properties: { a: { type: "string" } } }, { type: "object" }] },
    accepted: [{ a: 1 }, {}],
    refused: [1],
  },
  {
    title: "oneOf kinds that overlap",
    schema: { oneOf: [{ type: ["string", "null"] }, { type: ["null", "boolean"] }] },
    accepted: ["a", true],
    refused: [null, 1],
  },
  {
    title: "not a kind",
    schema: { not: { type: ["string", "object"] } },
    accepted: [1, null, [], true],
    refused: ["a", {}],
  },
  { title: "not some strings", schema: { type: "string", not: { enum: ["a"] } }, accepted: ["b"], refused: [1] },
  {
    title: "not a property",
    schema: { type: "object", not: { required: ["secret"] } },
    accepted: [{}, { a: 1 }],
    refused: [{ secret: 1 }],
  },
  { title: "not anything", schema: { not: {} }, accepted: [], refused: [1, null] },
  { title: "not not", schema: { not: { not: { type: "string" } } }, accepted: ["a"], refused: [1] },
  { title: "not a bound", schema: { not: { minimum: 5 } }, accepted: [4], refused: ["a", null, {}] },
  {
    title: "if, then and else",
    schema: {
      type: "object",
      ...when({ properties: { kind: { const: "a" } }, required: ["kind"] }, { required: ["x"] }, { required: ["y"] }),
    },
    accepted: [{ kind: "a", x: 1 }, { kind: "b", y: 1 }, { y: 1 }],
    refused: [{ kind: "b" }, {}],
  },
  {
    title: "properties that depend on another",
    schema: {
      type: "object",
      dependentRequired: { card: ["address"] },
      dependentSchemas: { x: { properties: { y: { type: "string" } }, required: ["y"] } },
    },
    accepted: [{}, { card: 1, address: 2 }, { address: 1 }, { x: 1, y: "a" }, { y: 1 }],
    refused: [{ card: 1 }, { x: 1 }, { x: 1, y: 1 }],
  },
  {
    title: "closed by what was looked at",
    schema: {
      type: "object",
      properties: { a: { type: "string" } },
      allOf: [{ properties: { b: { type: "number" } } }],
      unevaluatedProperties: { type: "number" },
    },
    accepted: [
      { a: "x", b: 1 },
      { a: "x", c: 3 },
    ],
    refused: [{ c: true }, { b: "x" }],
  },
  {
    title: "closed items",
    schema: { type: "array", prefixItems: [{ type: "string" }], unevaluatedItems: false },
    accepted: [[], ["a"]],
    refused: [["a", "b"]],
  },
  {
    title: "closed items after a branch",
    schema: {
      type: "array",
      anyOf: [{ prefixItems: [true, { const: 1 }] }, { prefixItems: [true] }],
      unevaluatedItems: false,
    },
    accepted: [["a"], ["a", 1]],
    refused: [["a", 1, 2]],
  },
  {
    title: "a property that only one branch looks at",
    schema: {
      type: "object",
      properties: { kind: { type: "string" } },
      anyOf: [
        { properties: { size: { type: "number" } }, required: ["size"] },
        { properties: { name: { const: "n" } }, required: ["name"] },
      ],
      unevaluatedProperties: false,
    },
    accepted: [{ size: 1 }, { name: "n" }, { size: 1, name: "n", kind: "k" }],
    refused: [{ size: 1, name: "m" }, { size: "1", name: "n" }, {}],
  },
  {
    title: "a property that only a condition looks at",
    schema: {
      type: "object",
      ...when(
        { properties: { kind: { const: "a" } }, required: ["kind"] },
        { properties: { a: true } },
        { properties: { kind: true, b: true } },
      ),
      unevaluatedProperties: false,
    },
    accepted: [{ kind: "a", a: 1 }, { kind: "b", b: 1 }, { b: 1 }, {}],
    refused: [{ kind: "b", a: 1 }, { a: 1 }],
  },
  {
    title: "places that may not repeat a value",
    schema: { type: "array", prefixItems: [{ type: "boolean" }, { type: "boolean" }], uniqueItems: true },
    accepted: [[], [true], [true, false], [false, true, 1]],
    refused: [[true, true], [false, false, 1], ["x"]],
  },
  {
    title: "places for which no other value is left",
    schema: { type: "array", prefixItems: [{ const: 1 }, { const: 1 }, { const: 2 }], uniqueItems: true },
    accepted: [[], [1]],
    refused: [
      [1, 1],
      [1, 2],
      [1, 1, 2],
    ],
  },
];
