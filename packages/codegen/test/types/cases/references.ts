import type { SchemaCase } from "../compile.ts";

const TREE = {
  type: "object",
  properties: { value: { type: "number" }, children: { type: "array", items: { $ref: "#" } } },
  required: ["value"],
};

/** What references lead to. */
export const REFERENCES: readonly SchemaCase[] = [
  {
    title: "the whole document",
    schema: TREE,
    accepted: [{ value: 1, children: [{ value: 2, children: [] }] }],
    refused: [{ value: 1, children: [{ value: "x" }] }],
  },
  {
    title: "a definition",
    schema: { $ref: "#/$defs/a", $defs: { a: { type: "string" } } },
    accepted: ["x"],
    refused: [1],
  },
  {
    title: "beside other keywords",
    schema: { $ref: "#/$defs/a", maxItems: 1, $defs: { a: { type: "array", items: { type: "string" } } } },
    accepted: [[], ["x"]],
    refused: [["x", "y"], [1]],
  },
  {
    title: "an encoded pointer",
    schema: { $ref: "#/$defs/a~1b%25%22~0", $defs: { 'a/b%"~': { type: "string" } } },
    accepted: ["x"],
    refused: [1],
  },
  {
    title: "an anchor",
    schema: { $ref: "#here", $defs: { a: { $anchor: "here", type: "string" } } },
    accepted: ["x"],
    refused: [1],
  },
  {
    title: "an identifier",
    schema: { $id: "https://example.com/root", $ref: "item", $defs: { a: { $id: "item", type: "string" } } },
    accepted: ["x"],
    refused: [1],
  },
  {
    title: "an anchor of another resource",
    schema: {
      $id: "https://example.com/root",
      $ref: "item#x",
      $defs: { a: { $id: "item", $defs: { b: { $anchor: "x", type: "string" } } } },
    },
    accepted: ["x"],
    refused: [1],
  },
  {
    title: "an identifier that is only a value",
    schema: { enum: [{ $id: "https://example.com/a" }], $defs: { a: { const: { $id: "https://example.com/a" } } } },
    accepted: [{ $id: "https://example.com/a" }],
    refused: [{ $id: "x" }],
  },
  {
    title: "nowhere",
    schema: {
      type: "object",
      properties: { a: { $ref: "https://example.com/never-fetched" }, b: { $ref: "#/$defs/none" } },
    },
    accepted: [{ a: 1, b: [] }],
    refused: [1],
  },
  { title: "itself, in place", schema: { $ref: "#" }, accepted: [1, {}], refused: [] },
  {
    title: "each other, in place",
    schema: {
      $ref: "#/$defs/a",
      $defs: {
        a: { anyOf: [{ $ref: "#/$defs/b" }, { type: "string" }] },
        b: { anyOf: [{ $ref: "#/$defs/a" }, { type: "null" }] },
      },
    },
    accepted: ["x", null],
    refused: [],
  },
  {
    title: "a map of itself",
    schema: { $ref: "#/$defs/a", $defs: { a: { type: "object", additionalProperties: { $ref: "#/$defs/a" } } } },
    accepted: [{}, { x: { y: {} } }],
    refused: [{ x: 1 }],
  },
  {
    title: "a list of itself",
    schema: { $ref: "#/$defs/a", $defs: { a: { type: "array", items: { $ref: "#/$defs/a" } } } },
    accepted: [[], [[[]]]],
    refused: [[1]],
  },
  {
    title: "extension of a recursive definition",
    schema: {
      $ref: "#/$defs/file",
      $defs: {
        node: {
          type: "object",
          properties: { parent: { $ref: "#/$defs/node" }, name: { type: "string" } },
          required: ["name"],
        },
        file: {
          allOf: [
            { $ref: "#/$defs/node" },
            { type: "object", properties: { size: { type: "number" } }, required: ["size"] },
          ],
        },
      },
    },
    accepted: [{ name: "x", size: 1, parent: { name: "y" } }],
    refused: [{ name: "x" }, { size: 1 }, { name: "x", size: 1, parent: {} }],
  },
  {
    title: "a dynamic reference to the outermost",
    schema: {
      $id: "https://example.com/strings",
      $ref: "list",
      $defs: {
        strings: { $dynamicAnchor: "item", type: "string" },
        list: {
          $id: "list",
          type: "array",
          items: { $dynamicRef: "#item" },
          $defs: { any: { $dynamicAnchor: "item" } },
        },
      },
    },
    accepted: [["a"]],
    refused: [[1]],
  },
];
