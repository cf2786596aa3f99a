import { expect, test } from "vitest";
import { createTypeGenerator } from "../../src/index.ts";
import type { ObservedOutput } from "../../src/index.ts";
import { namespaceOf, object, onlyTool, tool } from "./catalog-fixture.ts";
import { errorsOfText } from "./compile.ts";

const REPO = { owner: { type: "string", description: "Who owns it. Never an address." } };

test("a signature stands on one line", async () => {
  const github = await namespaceOf("github", [tool("list-issues", object({ owner: { type: "string" } }, ["owner"]))]);
  expect(createTypeGenerator().signature(onlyTool(github))).toBe(
    "github.list_issues(input: { owner: string }): Promise<any>",
  );
});

test("a signature too long for a line says less of what is deep", async () => {
  const wide = object(
    Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`field_${index}`, { type: "string" }])),
  );
  const namespace = await namespaceOf("n", [
    tool("put", object({ id: { type: "string" }, body: object({ wide }) }), { outputSchema: object({ wide }) }),
  ]);
  const signature = createTypeGenerator().signature(onlyTool(namespace));
  expect(signature).toBe("n.put(input?: { id?: string; body?: object } & object): Promise<{ wide?: any } & object>");
});

test("a tool without a required input may be called without one", async () => {
  const namespace = await namespaceOf("n", [
    tool("none"),
    tool("some", object({ a: { type: "number" } })),
    tool("one", object({ a: { type: "number" } }, ["a"])),
    tool("either", { type: "object", oneOf: [{ required: ["a"] }, { properties: { b: { type: "number" } } }] }),
    tool("anything", true),
  ]);
  const block = createTypeGenerator().declarations(namespace);
  expect(
    errorsOfText(
      `${block}\nn.none(); n.none({}); n.some(); n.some({ a: 1 }); n.one({ a: 1 }); n.either(); n.anything();`,
    ),
  ).toEqual([]);
  expect(errorsOfText(`${block}\nn.one();`)).toHaveLength(1);
  expect(errorsOfText(`${block}\nn.some({ b: 1 });`)).toHaveLength(1);
});

test("a result of a tool that declares none can be used without a cast", async () => {
  const namespace = await namespaceOf("n", [
    tool("get"),
    tool("list", { type: "object" }, { outputSchema: object({ items: {} }) }),
  ]);
  const block = createTypeGenerator().declarations(namespace);
  const script =
    "async function f() { const r = await n.get(); const l = await n.list(); return [r.a.b[0].toUpperCase(), l.items.length]; }";
  expect(errorsOfText(`${block}\n${script}`)).toEqual([]);
});

test("an observed result is printed as the type, marked with how many results it was made from", async () => {
  const namespace = await namespaceOf("n", [tool("get")]);
  let observed: ObservedOutput | undefined;
  const generator = createTypeGenerator({ observedOutput: () => observed });
  expect(generator.declarations(namespace)).toContain("get(input?: {}): Promise<any>");
  observed = { schema: object({ id: { type: "string" } }, ["id"]), results: 3 };
  const expected = "get(input?: {}): Promise</** observed from 3 results */ { id: string }>";
  expect(generator.declarations(namespace)).toContain(expected);
  expect(generator.signature(onlyTool(namespace))).toBe(`n.${expected}`);
  observed = { schema: object({ id: { type: ["string", "null"] } }, ["id"]), results: 4 };
  expect(generator.declarations(namespace, { detail: "signature" })).toContain(
    "observed from 4 results */ { id: string | null }",
  );
});

test("a declared result goes before an observed one", async () => {
  const namespace = await namespaceOf("n", [tool("get", { type: "object" }, { outputSchema: { type: "string" } })]);
  const generator = createTypeGenerator({ observedOutput: () => ({ schema: { type: "number" }, results: 1 }) });
  expect(generator.signature(onlyTool(namespace))).toBe("n.get(input?: {}): Promise<string>");
});

test("details: types alone, descriptions cut at a sentence, everything", async () => {
  const description = `${"First sentence. ".repeat(12)}${"Last sentence. ".repeat(12)}`.trim();
  const namespace = await namespaceOf("n", [tool("get", object(REPO), { description, deprecated: true })]);
  const generator = createTypeGenerator();
  expect(generator.declarations(namespace)).toContain(`/** ${description} @deprecated */`);
  const summary = generator.declarations(namespace, { detail: "summary" });
  expect(summary).toContain(`/** ${"First sentence. ".repeat(12)}@deprecated */`);
  expect(summary).not.toContain("Last");
  expect(generator.declarations(namespace, { detail: "signature" })).not.toContain("/**");
});

test("only the tools asked for are declared, with the types that they need", async () => {
  const user = { $ref: "#/$defs/User", $defs: { User: object({ boss: { $ref: "#/$defs/User" } }) } };
  const namespace = await namespaceOf("n", [tool("a", { type: "object" }, { outputSchema: user }), tool("b")]);
  const generator = createTypeGenerator();
  expect(generator.declarations(namespace, { tools: [...namespace.tools].slice(1) })).not.toMatch(/\ba\(|User/u);
  expect(generator.declarations(namespace, { tools: [...namespace.tools].slice(0, 1) })).toMatch(
    /a\([^]*type User = /u,
  );
});

test("the same namespace is answered from the cache, also for other objects of the same content", async () => {
  const make = () => namespaceOf("n", [tool("get", object(REPO), { description: "Gets." })]);
  const reads: string[] = [];
  const generator = createTypeGenerator({ countTokens: (text) => reads.push(text) });
  const first = generator.declarations(await make(), { maxTokens: 10_000 });
  expect(generator.declarations(await make(), { maxTokens: 10_000 })).toBe(first);
  expect(reads).toHaveLength(1);
  const changed = await namespaceOf("n", [
    tool("get", object({ owner: { type: "number" } }), { description: "Gets." }),
  ]);
  expect(generator.declarations(changed, { maxTokens: 10_000 })).toContain("owner?: number");
});
