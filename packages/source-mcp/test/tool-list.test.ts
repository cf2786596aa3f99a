import type { JsonObject } from "@postern/core";
import { describe, expect, it } from "vitest";
import { headerFault } from "../src/header-annotations.ts";
import { readTools } from "../src/tool-list.ts";

const region = { type: "string", "x-mcp-header": "Region" };

describe("parameters that want to be headers", () => {
  it.each<[string, JsonObject]>([
    ["at a property", { properties: { region } }],
    ["at a property of a property", { properties: { where: { type: "object", properties: { region } } } }],
    [
      "of every permitted type",
      {
        properties: {
          region,
          a: { type: "integer", "x-mcp-header": "A" },
          b: { type: "boolean", "x-mcp-header": "B" },
        },
      },
    ],
    ["as the name of a parameter", { properties: { "x-mcp-header": { type: "string" } } }],
    ["inside data", { properties: { a: { type: "string", default: { "x-mcp-header": "no schema" } } } }],
    ["nowhere", {}],
  ])("are fine %s", (_name, schema) => {
    expect(headerFault(schema)).toBeUndefined();
  });

  it.each<[string, JsonObject]>([
    ["at the root", { "x-mcp-header": "Region" }],
    ["below items", { properties: { list: { type: "array", items: region } } }],
    ["below anyOf", { properties: { region: { anyOf: [region] } } }],
    ["in a definition", { $defs: { region }, properties: {} }],
    ["at a pattern", { patternProperties: { "^r": region } }],
    ["at a number", { properties: { region: { type: "number", "x-mcp-header": "Region" } } }],
    ["at an object", { properties: { region: { type: "object", "x-mcp-header": "Region" } } }],
    ["without a name", { properties: { region: { type: "string", "x-mcp-header": "" } } }],
    ["with a name that splits headers", { properties: { region: { type: "string", "x-mcp-header": "A\r\nB" } } }],
    ["with a name that is no text", { properties: { region: { type: "string", "x-mcp-header": 7 } } }],
    ["twice, in whatever case", { properties: { region, other: { type: "string", "x-mcp-header": "rEGION" } } }],
  ])("cost the tool %s, over HTTP only", (_name, schema) => {
    expect(headerFault(schema)).toBeDefined();
    const items = [
      { name: "odd", inputSchema: schema },
      { name: "good", inputSchema: {} },
    ];
    expect(readTools(items, true).tools.map(({ name }) => name)).toEqual(["good"]);
    expect(readTools(items, true).notices[0]).toContain("x-mcp-header");
    expect(readTools(items).tools).toHaveLength(2);
  });

  it("are looked for at any depth", () => {
    let schema: JsonObject = region;
    for (let depth = 0; depth < 20_000; depth += 1) {
      schema = { items: schema };
    }
    expect(headerFault(schema)).toContain("cannot be read");
  });
});

describe("a tool list", () => {
  it("may hold any name up to a length", () => {
    const items = ["x".repeat(1024), "x".repeat(1025), "with spaces 🙂"].map((name) => ({ name, inputSchema: {} }));
    const { tools, notices } = readTools(items);
    expect(tools.map(({ name }) => name.length)).toEqual([1024, 14]);
    expect(notices).toHaveLength(1);
  });

  it("keeps schemas as they are, with unknown keywords, and takes the title of the annotations", () => {
    const inputSchema = { type: "object", $defs: { a: { $anchor: "a" } }, "x-odd": [1], unevaluatedProperties: false };
    const [tool] = readTools([{ name: "a", inputSchema, outputSchema: true, annotations: { title: "A" } }]).tools;
    expect(tool).toEqual({ name: "a", title: "A", inputSchema, outputSchema: true });
    expect(tool?.inputSchema).toBe(inputSchema);
  });
});
