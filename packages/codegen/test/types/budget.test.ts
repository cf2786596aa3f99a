import { expect, test } from "vitest";
import { createTypeGenerator } from "../../src/index.ts";
import { namespaceOf, object, tool } from "./catalog-fixture.ts";
import { compile } from "./compile.ts";

const ADDRESS = object({
  street: { type: "string", description: "With the number.", minLength: 1 },
  place: object({ city: { type: "string" } }),
});

const TOOLS = ["create", "find", "remove"].map((verb) =>
  tool(
    verb,
    object({
      address: ADDRESS,
      [verb]: { type: "number", description: "How often. More than once is rare.", default: 1 },
    }),
    { description: `Does ${verb} to an address. ${"It says much about how. ".repeat(10)}`, outputSchema: ADDRESS },
  ),
);

/** What a block still says, from the first to go to the last. */
const SIGNS = [
  /@default/u,
  /More than once/u,
  /It says much/u,
  /Does create/u,
  /city/u,
  /street/u,
  /address/u,
  /remove\(/u,
];

test("a smaller budget takes constraints, then descriptions, then structure, then tools, and every step compiles", async () => {
  const namespace = await namespaceOf("n", TOOLS);
  const generator = createTypeGenerator({ countTokens: (text) => text.length });
  const blocks = new Map<string, string>();
  let previous = SIGNS.length;
  for (let maxTokens = generator.declarations(namespace).length; maxTokens >= 100; maxTokens -= 20) {
    const block = generator.declarations(namespace, { maxTokens });
    expect(block.length).toBeLessThanOrEqual(maxTokens);
    const said = SIGNS.map((sign) => sign.test(block));
    const firstSaid = said.indexOf(true);
    const left = firstSaid === -1 ? 0 : SIGNS.length - firstSaid;
    expect(said.slice(SIGNS.length - left)).not.toContain(false);
    expect(left).toBeLessThanOrEqual(previous);
    previous = left;
    blocks.set(`/${maxTokens}.ts`, `export {};\n${block}`);
  }
  expect(previous).toBe(0);
  expect([...compile(blocks).values()].flatMap((lines) => [...lines.values()])).toEqual([]);
});

test("what does not fit at all is an empty namespace that says how many tools there are", async () => {
  const namespace = await namespaceOf("n", TOOLS);
  expect(createTypeGenerator().declarations(namespace, { maxTokens: 1 })).toBe(
    "declare namespace n {\ninterface Tools {\n// 3 more tools are not shown.\n}\n}\ndeclare const n: n.Tools;\n",
  );
});

test("without a counter, tokens are estimated, rather too many than too few", async () => {
  const namespace = await namespaceOf("n", TOOLS);
  const block = createTypeGenerator().declarations(namespace, { maxTokens: 200 });
  expect(block.length / 4).toBeGreaterThan(60);
  expect(block.length / 4).toBeLessThan(220);
});

test.each([0, -1, Number.NaN])("a budget of %d is refused", async (maxTokens) => {
  const namespace = await namespaceOf("n", TOOLS);
  const expected: Error = expect.objectContaining({
    code: "INVALID_OPTION",
    message: expect.stringMatching(/maxTokens/u),
  });
  expect(() => createTypeGenerator().declarations(namespace, { maxTokens })).toThrow(expected);
});
