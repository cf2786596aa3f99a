import { anyOf, type ConformanceCase, fails, returns, type Step } from "../case.ts";

type Row = readonly [id: string, title: string, first: string, second: string, expected: Parameters<typeof returns>[0]];

/** What one execution leaves, and what the next one must find. */
const LEFT: readonly Row[] = [
  ["global", "a global", "globalThis.left = 1;", "return typeof globalThis.left;", "undefined"],
  ["var", "a var", "var left = 1; this && (this.left = 2);", "return typeof left;", "undefined"],
  [
    "eval-var",
    "a global made by indirect eval",
    '(0, eval)("var left = 1; let alsoLeft = 2;");',
    "return [typeof left, typeof alsoLeft];",
    ["undefined", "undefined"],
  ],
  [
    "object-prototype",
    "a member of Object.prototype",
    "Object.prototype.left = 1;",
    "return ({}).left === undefined;",
    true,
  ],
  ["array-map", "Array.prototype.map", 'Array.prototype.map = () => "x";', "return [1].map((n) => n + 1);", [2]],
  [
    "promise-then",
    "Promise.prototype.then",
    "const then = Promise.prototype.then; Promise.prototype.then = function (f, r) { return then.call(this, () => 0, r); };",
    "return await Promise.resolve(5).then((n) => n + 1);",
    6,
  ],
  ["json", "JSON.parse", 'JSON.parse = () => "x";', 'return JSON.parse("[1]");', [1]],
  [
    "regexp-statics",
    "the statics of RegExp",
    '/(sec)(ret)/.exec("my secret");',
    "return [RegExp.$1, RegExp.lastMatch, RegExp.input].some((text) => String(text).includes('sec'));",
    false,
  ],
  [
    "frozen",
    "frozen prototypes",
    "Object.freeze(Object.prototype); Object.freeze(Array.prototype);",
    "Array.prototype.fresh = 1; return [].fresh;",
    1,
  ],
  [
    "deleted",
    "deleted globals",
    "delete globalThis.JSON; delete globalThis.Promise; delete globalThis.console;",
    "return [typeof JSON, typeof Promise, typeof console];",
    ["object", "function", "object"],
  ],
  [
    "accessor",
    "an accessor that waits for the next secret",
    'Object.defineProperty(globalThis, "token", { set(v) { this.stolen = v; }, configurable: true });',
    'globalThis.token = "t"; return [globalThis.token, typeof globalThis.stolen];',
    ["t", "undefined"],
  ],
  [
    "symbol",
    "a member of Symbol.prototype",
    'Symbol.prototype.left = 1; Symbol.for("left");',
    'return typeof Symbol.for("left").left;',
    "undefined",
  ],
  [
    "namespace",
    "a member of a namespace",
    "try { tools.left = 1; } catch {} try { Object.setPrototypeOf(tools, { left: 1 }); } catch {}",
    'return Object.keys(tools).includes("left");',
    false,
  ],
  ["console", "a member of console", "try { console.left = 1; } catch {}", "return typeof console.left;", "undefined"],
  [
    "timer",
    "a timer",
    "setTimeout(() => { globalThis.left = 1; }, 1);",
    "await tools.slow({ ms: 20 }); return typeof globalThis.left;",
    "undefined",
  ],
  [
    "background",
    "a loop in the background",
    "(async () => { for (;;) { await tools.slow({ ms: 2 }); globalThis.left = 1; } })();",
    "await tools.slow({ ms: 20 }); return typeof globalThis.left;",
    "undefined",
  ],
  [
    "intl",
    "a patched Date",
    'Date.now = () => 0; Date.prototype.toISOString = () => "x";',
    "return [Date.now() > 0, new Date(0).toISOString()];",
    [true, "1970-01-01T00:00:00.000Z"],
  ],
  [
    "iterator",
    "a patched iterator",
    "Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true });",
    "return [...[1, 2]];",
    [1, 2],
  ],
  [
    "function",
    "a patched Function.prototype",
    'Function.prototype.call = () => "x";',
    "return Math.max.call(null, 1, 2);",
    2,
  ],
  [
    "url",
    "a patched URL",
    'URL.prototype.toString = () => "x";',
    'return new URL("https://a.example/").toString();',
    "https://a.example/",
  ],
];

const NOTHING_AFTER: readonly Step[] = [
  { script: 'return "second";', expect: returns("second", { logs: [], callCount: 0 }) },
];

/** Cases over what one execution can see of another, and of the host: nothing. */
export const LEAK_CASES: readonly ConformanceCase[] = [
  ...LEFT.map(([id, title, first, second, expected]) => ({
    id: `leaks.${id}`,
    title: `gives the next execution a world without ${title} of the last one`,
    script: `${first}\nreturn 1;`,
    expect: anyOf(returns(1), fails("SCRIPT")),
    followedBy: [{ script: second, expect: returns(expected) }],
  })),
  {
    id: "leaks.logs",
    title: "carries no log line over",
    script: 'console.log("of the first"); setTimeout(() => console.log("late"), 0); return 1;',
    expect: returns(1),
    followedBy: NOTHING_AFTER,
  },
  {
    id: "leaks.calls",
    title: "delivers no answer of the last execution's call to the next",
    script: "tools.slow({ ms: 60_000 }).then(() => { globalThis.left = 1; }); return 1;",
    expect: returns(1, { unsettledCalls: ["tools.slow"] }),
    followedBy: [{ script: "return [await tools.slow({ ms: 30 }), await tools.echo(2)];", expect: returns([30, 2]) }],
  },
  {
    id: "leaks.paths",
    title: "shows no path of the host in any text a script can get",
    script: `const texts = [];
try { null.x; } catch (error) { texts.push(error.stack); }
try { await tools.fail({ message: "m" }); } catch (error) { texts.push(error.stack); }
try { (0, eval)("("); } catch (error) { texts.push(error.stack, error.fileName); }
try { new Function("("); } catch (error) { texts.push(error.stack); }
for (const value of [tools, tools.echo, console.log, globalThis]) { try { texts.push(String(value)); } catch {} }
const found = /file:|node:|node_modules|[\\/](?:home|root|tmp|usr|packages|src|dist)[\\/]/.exec(texts.join(" "));
return found === null ? "none" : found.input;`,
    expect: returns("none"),
  },
  {
    id: "leaks.environment",
    title: "shows nothing of the environment, the arguments or the user",
    script: `return [typeof process, typeof Deno, typeof Bun, typeof require, typeof module, typeof Buffer, typeof __dirname, typeof __filename, typeof global, typeof navigator, typeof window, typeof self, typeof location].join();`,
    expect: returns(Array.from({ length: 13 }, () => "undefined").join()),
  },
  {
    id: "leaks.shared-memory",
    title: "has no shared memory, no WebAssembly and no Atomics",
    script: "return [typeof SharedArrayBuffer, typeof WebAssembly, typeof Atomics].join();",
    expect: returns("undefined,undefined,undefined"),
  },
  {
    id: "leaks.uninitialised",
    title: "hands out memory that is zero",
    script:
      "let sum = 0; for (let i = 0; i < 8; i++) { const bytes = new Uint8Array(262144); for (let j = 0; j < bytes.length; j += 509) sum += bytes[j]; } return sum;",
    expect: returns(0),
  },
];
