import { anyOf, type ConformanceCase, fails, returns } from "../case.ts";

type Row = readonly [id: string, title: string, script: string, value: Parameters<typeof returns>[0]];

const PRESENT: readonly Row[] = [
  [
    "url",
    "parses a URL",
    'const u = new URL("../b?x=1#h", "https://user:p@a.example:8080/c/d"); return [u.href, u.host, u.pathname, u.search, u.hash, u.origin, u.username];',
    ["https://user:p@a.example:8080/b?x=1#h", "a.example:8080", "/b", "?x=1", "#h", "https://a.example:8080", "user"],
  ],
  [
    "url-invalid",
    "throws a TypeError at what is no URL",
    'try { new URL("no url"); } catch (error) { return [error instanceof TypeError, URL.canParse("no url"), URL.canParse("https://a.example")]; }',
    [true, false, true],
  ],
  [
    "url-setters",
    "changes a URL by its parts",
    'const u = new URL("https://a.example/x"); u.pathname = "/y z"; u.searchParams.set("q", "ä&b"); u.hash = "top"; return u.href;',
    "https://a.example/y%20z?q=%C3%A4%26b#top",
  ],
  [
    "url-search-params",
    "reads and writes URLSearchParams",
    'const p = new URLSearchParams("a=1&b=2&a=3"); p.append("c", "x y"); p.delete("b"); return [p.getAll("a"), p.get("c"), p.has("b"), p.toString(), [...p.keys()], new URLSearchParams({ k: "v" }).toString()];',
    [["1", "3"], "x y", false, "a=1&a=3&c=x+y", ["a", "a", "c"], "k=v"],
  ],
  [
    "text-encoder",
    "encodes text as UTF-8",
    'return [...new TextEncoder().encode("aä€👍\\ud800")];',
    [97, 195, 164, 226, 130, 172, 240, 159, 145, 141, 239, 191, 189],
  ],
  [
    "text-decoder",
    "decodes UTF-8, with replacement characters for what is broken",
    "return new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 97, 195, 164, 0xff, 240, 159, 145, 141]));",
    "aä\ufffd👍",
  ],
  [
    "text-decoder-fatal",
    "throws at broken UTF-8 when fatal",
    'try { new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xff])); } catch (error) { return error instanceof TypeError; }',
    true,
  ],
  [
    "structured-clone",
    "clones structures",
    'const a = { d: new Date(0), m: new Map([[1, { x: 1 }]]), s: new Set([2]), b: new Uint8Array([3]), u: undefined }; a.self = a; const c = structuredClone(a); return [c !== a, c.self === c, c.d.getTime(), c.m.get(1).x, [...c.s], [...c.b], "u" in c];',
    [true, true, 0, 1, [2], [3], true],
  ],
  [
    "structured-clone-function",
    "refuses to clone a function",
    "try { structuredClone({ f() {} }); return 'cloned'; } catch (error) { return error.name; }",
    "DataCloneError",
  ],
  ["atob", "decodes base64", 'return [atob("aGk="), atob(" aG k "), atob("")];', ["hi", "hi", ""]],
  ["btoa", "encodes base64", 'return [btoa("hi"), btoa("\\u00ff\\u0000"), btoa("")];', ["aGk=", "/wA=", ""]],
  [
    "btoa-wide",
    "refuses to encode what is no byte",
    'try { btoa("€"); return "encoded"; } catch (error) { return error.name; }',
    "InvalidCharacterError",
  ],
  [
    "atob-broken",
    "refuses to decode what is no base64",
    'try { atob("a"); return "decoded"; } catch (error) { return error.name; }',
    "InvalidCharacterError",
  ],
  [
    "timers",
    "runs timers by their time and then in order",
    'const order = []; await new Promise((resolve) => { setTimeout(() => { order.push("c"); resolve(); }, 300); setTimeout(() => order.push("a"), 1); setTimeout((x, y) => order.push(x + y), 20, "b", "!"); }); return order;',
    ["a", "b!", "c"],
  ],
  [
    "clear-timeout",
    "clears a timer",
    "let fired = false; const timer = setTimeout(() => { fired = true; }, 1); clearTimeout(timer); clearTimeout(undefined); clearTimeout(12345); await new Promise((resolve) => setTimeout(resolve, 20)); return fired;",
    false,
  ],
  [
    "random-uuid",
    "makes random UUIDs of version 4",
    "const all = Array.from({ length: 20 }, () => crypto.randomUUID()); return [all.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)), new Set(all).size];",
    [true, 20],
  ],
  [
    "eval",
    "has eval, which reaches nothing",
    'return [(0, eval)("1 + 1"), (0, eval)("typeof process"), eval("2 + 2")];',
    [2, "undefined", 4],
  ],
  [
    "function",
    "has Function, which reaches nothing",
    'return [new Function("a", "return a + 1")(1), Function("return typeof process")(), Function("return typeof require")()];',
    [2, "undefined", "undefined"],
  ],
  [
    "async-function",
    "has AsyncFunction and generators",
    "const Async = (async () => {}).constructor; async function* g() { yield 1; yield 2; } const seen = []; for await (const x of g()) seen.push(x); return [await new Async('return 3')(), seen];",
    [3, [1, 2]],
  ],
  [
    "global-this",
    "has globalThis, with globals and namespaces on it",
    "globalThis.fresh = 1; return [fresh, typeof globalThis.tools, typeof globalThis.JSON, globalThis === globalThis.globalThis];",
    [1, "object", "object", true],
  ],
  [
    "modern",
    "has the language as of ES2023",
    'return [[3, 1, 2].toSorted(), [1, 2].at(-1), Object.groupBy ? 1 : 1, "a-b".replaceAll("-", "+"), [1, [2]].flat(), Object.fromEntries([["k", 1]]), 1_000, [1, 2, 3].findLast((n) => n < 3), "x".padStart(3)];',
    [[1, 2, 3], 2, 1, "a+b", [1, 2], { k: 1 }, 1000, 2, "  x"],
  ],
  [
    "date",
    "tells the time",
    "return [Date.now() > 1.7e12, new Date().getTime() > 1.7e12, typeof new Date().toISOString()];",
    [true, true, "string"],
  ],
  [
    "regexp",
    "has regular expressions with names, lookbehind and Unicode",
    'return ["2026-01".match(/(?<y>\\d+)-(?<m>\\d+)/).groups.m, "a1b2".match(/(?<=[a-z])\\d/g), /\\p{Lu}/u.test("Ä"), [..."a1b2".matchAll(/[a-z]/g)].length];',
    ["01", ["1", "2"], true, 2],
  ],
  ["bigint", "has BigInt inside", "return String(2n ** 64n);", "18446744073709551616"],
  [
    "weak",
    "has Map, Set, WeakMap and Symbol",
    "const w = new WeakMap(); const k = {}; w.set(k, 1); return [w.get(k), new Set([1, 1]).size, new Map([[1, 2]]).get(1), typeof Symbol()];",
    [1, 1, 2, "symbol"],
  ],
  [
    "error-cause",
    "has errors with causes",
    'const e = new Error("a", { cause: 1 }); return [e.cause, e instanceof Error, String(e)];',
    [1, true, "Error: a"],
  ],
];

/** What scripts of other runtimes reach for; an error says what there is instead. */
const ABSENT: readonly (readonly [name: string, script: string])[] = [
  ["fetch", 'await fetch("https://a.example/");'],
  ["process", "process.exit(1);"],
  ["require", 'const fs = require("fs");'],
  ["Buffer", 'Buffer.from("a");'],
  ["XMLHttpRequest", "new XMLHttpRequest();"],
  ["WebSocket", 'new WebSocket("wss://a.example");'],
  ["setInterval", "setInterval(() => {}, 1);"],
  ["Deno", 'Deno.readTextFileSync("/etc/passwd");'],
  ["localStorage", "localStorage.clear();"],
];

/** Cases over what is there, and what is not. */
export const GLOBAL_CASES: readonly ConformanceCase[] = [
  ...PRESENT.map(([id, title, script, value]) => ({ id: `globals.${id}`, title, script, expect: returns(value) })),
  ...ABSENT.map(([name, script]) => ({
    id: `globals.absent-${name.toLowerCase()}`,
    title: `fails at ${name} with an error that says what there is instead`,
    script: `const a = 1;\n${script}`,
    expect: fails("SCRIPT", { name: "ReferenceError", message: { contains: [name, "tools", "console"] }, line: 2 }),
  })),
  ...ABSENT.map(([name]) => ({
    id: `globals.typeof-${name.toLowerCase()}`,
    title: `answers typeof ${name} with undefined`,
    script: `return [typeof ${name}, ${JSON.stringify(name)} in globalThis];`,
    expect: returns(["undefined", false]),
  })),
  {
    id: "globals.timer-throw",
    title: "fails with what a timer throws, since nobody else will hear of it",
    script:
      'setTimeout(() => {\n  throw new Error("in a timer");\n}, 0);\nawait new Promise((resolve) => setTimeout(resolve, 1000));\nreturn "not reached";',
    expect: fails("SCRIPT", { message: "in a timer", line: 2 }),
  },
  {
    id: "globals.import-dynamic",
    title: "fails at import() with an error that says what there is instead",
    script: 'const a = 1;\nawait import("node:fs");',
    expect: anyOf(
      fails("SCRIPT", { message: { contains: ["import", "tools"] } }),
      fails("SYNTAX", { message: { contains: ["import", "tools"] } }),
    ),
  },
  {
    id: "globals.import-caught",
    title: "imports nothing, whatever the specifier",
    script: `let imported = 0;
for (const name of ["node:fs", "fs", "data:text/javascript,export default 1", "file:///etc/passwd", "https://a.example/x.js", "./x.js", ""]) {
  try { await import(name); imported++; } catch {}
}
return imported;`,
    expect: anyOf(returns(0), fails("SYNTAX")),
  },
  {
    id: "globals.import-static",
    title: "refuses a static import with an error that says what there is instead",
    script: 'import fs from "node:fs";\nreturn 1;',
    expect: fails("SYNTAX", { message: { contains: ["import"] }, line: 1 }),
  },
  {
    id: "globals.random",
    title: "draws different random numbers in each execution",
    script:
      "const a = [Math.random(), Math.random(), crypto.randomUUID()]; return new Set(a).size === 3 && a[0] >= 0 && a[0] < 1;",
    expect: returns(true),
    repeat: 2,
  },
];
