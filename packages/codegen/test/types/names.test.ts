import { createCatalog } from "@postern/core";
import { expect, test } from "vitest";
import { createTypeGenerator } from "../../src/index.ts";
import { namespaceOf, object, tool } from "./catalog-fixture.ts";
import { errorsOfText } from "./compile.ts";

const NAMES = [
  "get-user",
  "get_user",
  "getUser",
  "delete",
  "then",
  "用户",
  "😀",
  "a b",
  "constructor",
  'quote"',
  "new\nline",
  "1st",
  "__proto__",
];

test("every tool can be called by its identifier, and by its own name where that is asked for", async () => {
  const namespace = await namespaceOf(
    "class",
    NAMES.map((name) => tool(name, object({ id: { type: "string" } }, ["id"]))),
  );
  const block = createTypeGenerator().declarations(namespace, { ownNames: true });
  const calls = namespace.tools.map(({ expression }) => `await ${expression}({ id: "1" });`);
  const ownNames = NAMES.filter((name) => !["then", "constructor", "__proto__"].includes(name));
  const brackets = ownNames.map((name) => `await ${namespace.name}[${JSON.stringify(name)}]({ id: "1" });`);
  expect(errorsOfText([block, ...calls, ...brackets, "export {};"].join("\n"))).toEqual([]);
  expect(errorsOfText(`${block}\n${namespace.name}["get-user"]({ id: 1 });`)).toHaveLength(1);
});

test.each(["class", "JSON", "Promise", "github-enterprise", "имя", "Record", "string", "Tools"])(
  "a namespace called %s is declared, and leaks no other name",
  async (name) => {
    const namespace = await namespaceOf(name, [
      tool("list", object({ tree: { $ref: "#" } }), { outputSchema: { type: "object" } }),
    ]);
    const block = createTypeGenerator().declarations(namespace);
    expect(block).toContain(`declare const ${namespace.name}: ${namespace.name}.Tools;`);
    expect(errorsOfText(`${block}\nconst answer: Promise<Record<string, number>> = ${namespace.name}.list();`)).toEqual(
      [],
    );
    expect(block.match(/^declare .*$/gmu)).toHaveLength(2);
  },
);

test("blocks of several namespaces stand beside each other, with types of the same name", async () => {
  const user = { type: "object", properties: { manager: { $ref: "#/$defs/User" } } };
  const tools = [tool("get", { type: "object" }, { outputSchema: { $ref: "#/$defs/User", $defs: { User: user } } })];
  const catalog = await createCatalog([
    { namespace: "a", tools },
    { namespace: "b", tools },
  ]);
  const generator = createTypeGenerator();
  const blocks = catalog.namespaces.map((namespace) => generator.declarations(namespace));
  expect(
    errorsOfText(
      `${blocks.join("\n")}\nasync function f() { const user: a.User = (await a.get()).manager ?? {}; return user; }`,
    ),
  ).toEqual([]);
});

test("types that want the same name get it by their content, whatever the order of tools", async () => {
  const recursive = (extra: string) => ({
    $ref: "#/$defs/node",
    $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" }, [extra]: { type: "string" } } } },
  });
  const tools = [
    tool("x", { type: "object" }, { outputSchema: recursive("p") }),
    tool("y", { type: "object" }, { outputSchema: recursive("q") }),
  ];
  const forwards = await namespaceOf("n", tools);
  const backwards = await namespaceOf("n", tools.toReversed());
  const block = createTypeGenerator().declarations(forwards);
  expect(createTypeGenerator().declarations(backwards)).toBe(block);
  expect(block).toMatch(/type Node = .*;\ntype Node2 = /u);
});

test("equal recursive types of two tools are one type", async () => {
  const schema = (name: string) => ({
    $ref: `#/$defs/${name}`,
    $defs: { [name]: { type: "object", properties: { next: { $ref: `#/$defs/${name}` } } } },
  });
  const tools = ["a", "b"].map((name) => tool(name, { type: "object" }, { outputSchema: schema(`item_${name}`) }));
  const block = createTypeGenerator().declarations(await namespaceOf("n", tools));
  expect(block.match(/^type /gmu)).toHaveLength(1);
});

test("a name made of characters that no type name can have becomes Type", async () => {
  const schema = { $ref: "#/$defs/%F0%9F%98%80", $defs: { "😀": { type: "array", items: { $ref: "#/$defs/😀" } } } };
  const namespace = await namespaceOf("n", [tool("a", { type: "object" }, { outputSchema: schema })]);
  expect(createTypeGenerator().declarations(namespace)).toContain("type Type = Type[]");
});
