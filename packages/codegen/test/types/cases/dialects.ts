import type { SchemaCase } from "../compile.ts";

const REF_WITH_SIBLING = {
  properties: { a: { $ref: "#/definitions/a", maxItems: 0 } },
  definitions: { a: { type: "array" } },
};

/** What drafts read differently. */
export const DIALECTS: readonly SchemaCase[] = [
  {
    title: "draft-07 ignores what is beside a reference",
    dialect: "draft-07",
    schema: REF_WITH_SIBLING,
    accepted: [{ a: [1] }],
    refused: [{ a: 1 }],
  },
  {
    title: "so does a schema without a draft that has draft-07's definitions",
    schema: REF_WITH_SIBLING,
    accepted: [{ a: [1] }],
    refused: [{ a: 1 }],
  },
  {
    title: "2020-12 does not",
    schema: { $schema: "https://json-schema.org/draft/2020-12/schema", ...REF_WITH_SIBLING },
    accepted: [{ a: [] }],
    refused: [{ a: [1] }],
  },
  {
    title: "draft-07's tuples without a draft",
    schema: { type: "array", items: [{ type: "string" }], additionalItems: false },
    accepted: [["a"], []],
    refused: [["a", 1], [1]],
  },
  {
    title: "draft-07's dependencies without a draft",
    schema: { type: "object", dependencies: { a: ["b"], c: { required: ["d"] } } },
    accepted: [{}, { a: 1, b: 1 }, { c: 1, d: 1 }],
    refused: [{ a: 1 }, { c: 1 }],
  },
  {
    title: "2020-12 has no additionalItems",
    dialect: "2020-12",
    schema: { type: "array", additionalItems: false },
    accepted: [[1]],
    refused: [1],
  },
  { title: "draft-04 has no const", dialect: "draft-04", schema: { const: 1 }, accepted: [1, 2, "a"], refused: [] },
  {
    title: "draft-04's identifiers",
    dialect: "draft-04",
    schema: {
      id: "http://example.com/root",
      properties: { a: { $ref: "item" } },
      definitions: { x: { id: "item", type: "string" } },
    },
    accepted: [{ a: "x" }],
    refused: [{ a: 1 }],
  },
  {
    title: "draft-06 has no if",
    dialect: "draft-06",
    schema: { if: false, else: false },
    accepted: [1, "a"],
    refused: [],
  },
  { title: "2020-12 has", dialect: "2020-12", schema: { if: false, else: false }, accepted: [], refused: [1, "a"] },
  {
    title: "draft-07 has no $defs keyword, but pointers into it",
    schema: { $schema: "http://json-schema.org/draft-07/schema#", $ref: "#/$defs/a", $defs: { a: { type: "string" } } },
    accepted: ["a"],
    refused: [1],
  },
  {
    title: "2019-09's recursion",
    schema: {
      $schema: "https://json-schema.org/draft/2019-09/schema",
      $recursiveAnchor: true,
      type: "object",
      properties: { next: { $recursiveRef: "#" } },
    },
    accepted: [{ next: { next: {} } }],
    refused: [{ next: 1 }],
  },
  {
    title: "OpenAPI 3.0's nullable",
    dialect: "openapi-3.0",
    schema: {
      type: "object",
      properties: { a: { type: "string", nullable: true }, b: { $ref: "#/definitions/b", nullable: true } },
      definitions: { b: { type: "number" } },
    },
    accepted: [
      { a: null, b: null },
      { a: "x", b: 1 },
    ],
    refused: [{ a: 1 }, { b: "x" }],
  },
  { title: "nullable without a draft", schema: { type: "object", nullable: true }, accepted: [null, {}], refused: [1] },
  { title: "a type that there is not", schema: { type: "date" }, accepted: [1, "a"], refused: [] },
];
