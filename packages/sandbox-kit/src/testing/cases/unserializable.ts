import { type ConformanceCase, fails, returns } from "../case.ts";

type Row = readonly [id: string, title: string, expression: string, path: string, what: string];

/** What has no meaning outside, where it stands, and what the message calls it. */
const REFUSED: readonly Row[] = [
  ["bigint", "a BigInt", "{ a: { b: [0, 1n] } }", "a.b[1]", "BigInt"],
  ["function", "a function", "{ handlers: [() => 1] }", "handlers[0]", "function"],
  ["method", "a method", "{ a: { run() {} } }", "a.run", "function"],
  ["class", "a class", "{ kind: class A {} }", "kind", "function"],
  ["symbol", "a symbol", "[[Symbol('s')]]", "[0][0]", "symbol"],
  ["nan", "NaN", "{ total: NaN }", "total", "NaN"],
  ["infinity", "Infinity", "{ total: [1 / 0] }", "total[0]", "Infinity"],
  ["negative-infinity", "-Infinity", "{ total: -1 / 0 }", "total", "-Infinity"],
  ["promise", "a promise", "{ later: [Promise.resolve(1)] }", "later[0]", "Promise"],
  ["regexp", "a regular expression", "{ pattern: /a/ }", "pattern", "RegExp"],
  ["typed-array", "a typed array other than Uint8Array", "{ samples: new Float64Array(2) }", "samples", "Float64Array"],
  ["weak-map", "a WeakMap", "[new WeakMap()]", "[0]", "WeakMap"],
  ["map-key", "a Map with a key that is no text", "{ index: new Map([[{}, 1]]) }", "index", "Map"],
  [
    "odd-key",
    "what stands under a key that is no identifier",
    '{ "two words": { "a.b": 1n } }',
    '["two words"]["a.b"]',
    "BigInt",
  ],
];

/** Cases over what cannot cross: `UNSERIALIZABLE`, with the path to it. */
export const UNSERIALIZABLE_CASES: readonly ConformanceCase[] = [
  ...REFUSED.map(([id, title, expression, path, what]) => ({
    id: `unserializable.return-${id}`,
    title: `refuses to return ${title} and names its path`,
    script: `return ${expression};`,
    expect: fails("UNSERIALIZABLE", { message: { contains: [path, what] } }),
  })),
  ...REFUSED.slice(0, 6).map(([id, title, expression, path, what]) => ({
    id: `unserializable.argument-${id}`,
    title: `throws at the call that passes ${title}, and the host never sees it`,
    script: `try { await tools.echo(${expression}); return "passed"; } catch (error) {
  return [error instanceof Error, error.code, error.message.includes(${JSON.stringify(path)}), error.message.includes(${JSON.stringify(what)})];
}`,
    expect: returns([true, "UNSERIALIZABLE", true, true], { callCount: 0 }),
  })),
  {
    id: "unserializable.root-bigint",
    title: "refuses to return a bare BigInt",
    script: "return 5n;",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["BigInt"] } }),
  },
  {
    id: "unserializable.root-function",
    title: "refuses to return a bare function",
    script: "return () => 1;",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["function"] } }),
  },
  {
    id: "unserializable.root-nan",
    title: "refuses to return a bare NaN",
    script: "return Number('x');",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["NaN"] } }),
  },
  {
    id: "unserializable.cycle",
    title: "refuses a cycle and names where it closes",
    script: "const a = { b: { c: [] } }; a.b.c.push(a); return a;",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["b.c[0]"] } }),
  },
  {
    id: "unserializable.self",
    title: "refuses an object that holds itself",
    script: "const a = {}; a.self = a; return a;",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["self"] } }),
  },
  {
    id: "unserializable.array-cycle",
    title: "refuses an array that holds itself",
    script: "const a = [1]; a.push(a); return a;",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["[1]"] } }),
  },
  {
    id: "unserializable.argument-cycle",
    title: "throws at the call that passes a cycle",
    script: `const a = {}; a.self = a;
try { await tools.echo(a); return "passed"; } catch (error) { return error.code; }`,
    expect: returns("UNSERIALIZABLE", { callCount: 0 }),
  },
  {
    id: "unserializable.uncaught-argument",
    title: "fails with UNSERIALIZABLE when the call's error is not caught",
    script: "return await tools.echo({ value: 1n });",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["value", "BigInt"] }, line: 1, callCount: 0 }),
  },
  {
    id: "unserializable.invalid-date",
    title: "refuses a Date that is no time",
    script: "return { at: new Date(NaN) };",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["at"] } }),
  },
  {
    id: "unserializable.first-path",
    title: "names the first of several",
    script: "return { ok: 1, first: 1n, second: NaN };",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["first"], excludes: ["second"] } }),
  },
  {
    id: "unserializable.throwing-getter",
    title: "fails with what a getter throws while the value is read",
    script: 'return { get a() { throw new RangeError("from the getter"); } };',
    expect: fails("SCRIPT", { name: "RangeError", message: "from the getter" }),
  },
  {
    id: "unserializable.logs-kept",
    title: "keeps the logs of a script whose value cannot cross",
    script: 'console.log("before"); return 1n;',
    expect: fails("UNSERIALIZABLE", { logs: [{ level: "log", text: "before" }] }),
  },
  {
    id: "unserializable.namespace",
    title: "refuses to return a namespace or a tool, and calls nothing",
    script: "return { all: tools };",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["all"] }, callCount: 0 }),
  },
  {
    id: "unserializable.tool",
    title: "refuses to return a tool",
    script: "return [tools.echo];",
    expect: fails("UNSERIALIZABLE", { message: { contains: ["[0]", "function"] }, callCount: 0 }),
  },
];
