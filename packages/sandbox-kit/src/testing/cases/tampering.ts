import { anyOf, type ConformanceCase, fails, returns } from "../case.ts";

type Row = readonly [id: string, what: string, statement: string];

/** What a script breaks before it makes a call and returns; the bridge has to have captured what it needs. */
const BROKEN: readonly Row[] = [
  ["json", "JSON.stringify and JSON.parse", 'JSON.stringify = () => \'"forged"\'; JSON.parse = () => "forged";'],
  ["json-gone", "JSON itself", "globalThis.JSON = undefined;"],
  ["promise-then", "Promise.prototype.then", 'Promise.prototype.then = function () { return "forged"; };'],
  ["promise", "the global Promise", 'globalThis.Promise = class { constructor() { throw new Error("forged"); } };'],
  [
    "promise-resolve",
    "Promise.resolve and its like",
    'for (const key of ["resolve", "reject", "all", "race", "withResolvers", "try"]) Promise[key] = () => "forged";',
  ],
  ["array-iterator", "the iteration of arrays", 'Array.prototype[Symbol.iterator] = function* () { yield "forged"; };'],
  [
    "array-methods",
    "methods of arrays",
    'for (const key of ["push", "map", "join", "slice", "concat", "indexOf", "shift", "pop", "splice", "forEach"]) Array.prototype[key] = () => { throw new Error("forged"); };',
  ],
  [
    "array-setters",
    "setters on array indexes",
    'for (const key of [0, 1, 2, 3]) Object.defineProperty(Array.prototype, key, { set() { throw new Error("forged"); }, get() { return "forged"; }, configurable: true });',
  ],
  [
    "object-setters",
    "setters on Object.prototype",
    'for (const key of ["id", "type", "kind", "status", "code", "path", "args", "name", "namespace", "result", "error", "message", "ok", "seq", "nonce", "places", "cause", "toString"]) Object.defineProperty(Object.prototype, key, { __proto__: null, set() { throw new Error("forged"); }, get() { return "forged"; }, configurable: true });',
  ],
  [
    "object-options",
    "options on Object.prototype",
    "for (const key of ['reference', 'copy', 'promise', 'externalCopy', 'timeout', 'release']) Object.prototype[key] = true;",
  ],
  [
    "object-methods",
    "methods of Object",
    'for (const key of ["keys", "entries", "assign", "create", "freeze", "defineProperty", "getOwnPropertyNames", "getOwnPropertyDescriptor", "getPrototypeOf", "fromEntries", "hasOwn"]) Object[key] = () => { throw new Error("forged"); };',
  ],
  ["reflect", "Reflect", "globalThis.Reflect = undefined;"],
  [
    "string-methods",
    "methods of strings",
    'for (const key of ["slice", "indexOf", "charCodeAt", "startsWith", "substring", "replace", "split", "includes", "padStart", "isWellFormed"]) String.prototype[key] = () => "forged";',
  ],
  [
    "map-set",
    "Map, Set and WeakMap",
    'for (const type of [Map, Set, WeakMap]) for (const key of ["get", "set", "has", "add", "delete"]) type.prototype[key] = () => { throw new Error("forged"); };',
  ],
  [
    "function-methods",
    "call, apply and bind",
    'for (const key of ["call", "apply", "bind"]) Function.prototype[key] = () => { throw new Error("forged"); };',
  ],
  [
    "regexp",
    "exec and test of RegExp",
    'RegExp.prototype.exec = () => null; RegExp.prototype.test = () => true; RegExp.prototype[Symbol.replace] = () => "forged";',
  ],
  [
    "number",
    "Number, isFinite and Math",
    "globalThis.Number = undefined; globalThis.isFinite = () => true; globalThis.Math = undefined;",
  ],
  [
    "typed-arrays",
    "Uint8Array and ArrayBuffer",
    "globalThis.Uint8Array = undefined; globalThis.ArrayBuffer = undefined; globalThis.DataView = undefined;",
  ],
  [
    "errors",
    "Error and its kind",
    "globalThis.Error = function () { throw 1; }; globalThis.TypeError = undefined; globalThis.RangeError = undefined;",
  ],
  ["symbol", "Symbol and its properties", "globalThis.Symbol = undefined;"],
  ["proxy", "Proxy and Object", "globalThis.Proxy = undefined; globalThis.Object = undefined;"],
  [
    "timers",
    "timers, Date and queueMicrotask",
    'globalThis.setTimeout = globalThis.clearTimeout = globalThis.queueMicrotask = () => { throw new Error("forged"); }; globalThis.Date = undefined;',
  ],
  [
    "text-codecs",
    "TextEncoder, TextDecoder, atob and btoa",
    "globalThis.TextEncoder = globalThis.TextDecoder = globalThis.atob = globalThis.btoa = undefined;",
  ],
  [
    "prepare-stack",
    "Error.prepareStackTrace",
    'Error.prepareStackTrace = () => { throw new Error("forged"); }; Error.stackTraceLimit = 0;',
  ],
  [
    "freeze",
    "by freezing the prototypes",
    "for (const type of [Object, Array, Function, Promise]) Object.freeze(type.prototype);",
  ],
  [
    "all-globals",
    "every global that can be deleted",
    'for (const key of Reflect.ownKeys(globalThis)) { if (key !== "tools") { try { delete globalThis[key]; } catch {} } }',
  ],
];

/** Breaking these also breaks the script's own await or its literals on some engines; then it fails, but it never lies. */
const HARMS_ITSELF: ReadonlySet<string> = new Set(["promise-then", "promise", "promise-resolve"]);

/** Cases over scripts that break the language under themselves: they harm only themselves. */
export const TAMPERING_CASES: readonly ConformanceCase[] = [
  ...BROKEN.map(([id, what, statement]) => ({
    id: `tampering.${id}`,
    title: `makes calls and returns what it should after the script broke ${what}`,
    script: `const call = tools.echo;\n${statement}\nconst back = await call({ real: [1, "two"] });\nreturn { back, text: "real" };`,
    expect: anyOf(
      returns({ back: { real: [1, "two"] }, text: "real" }, { calls: ["echo"] }),
      ...(HARMS_ITSELF.has(id) ? [fails("SCRIPT"), fails("UNSERIALIZABLE"), fails("TIMEOUT")] : []),
    ),
    ...(HARMS_ITSELF.has(id) && { budget: { wallTimeMs: 1500 } }),
    followedBy: [
      {
        script: "return [typeof JSON, await tools.echo([1]), [2].map((x) => x)];",
        expect: returns(["object", [1], [2]]),
      },
    ],
  })),
  {
    id: "tampering.to-json",
    title: "lets toJSON on every prototype change the script's own values and nothing else",
    script: `for (const type of [Object, Array, String, Number, Boolean]) type.prototype.toJSON = () => "its own";
console.log("logged", { a: 1 });
try { await github.get_user({ id: 1 }); } catch {}
return { id: 1 };`,
    expect: returns("its own", { callCount: 1, someLogs: [{ contains: ["logged"] }] }),
    followedBy: [{ script: "return await tools.echo({ a: 1 });", expect: returns({ a: 1 }) }],
  },
  {
    id: "tampering.namespace-replaced",
    title: "lets a script replace a namespace for itself only",
    script: 'try { globalThis.tools = { echo: () => "mine" }; } catch {} return 1;',
    expect: returns(1, { callCount: 0 }),
    followedBy: [{ script: "return await tools.echo(2);", expect: returns(2, { callCount: 1 }) }],
  },
  {
    id: "tampering.member-replaced",
    title: "lets a script replace a tool for itself only",
    script:
      'try { tools.echo = () => "mine"; } catch {} try { Object.defineProperty(tools, "echo", { value: () => "mine" }); } catch {} return 1;',
    expect: returns(1),
    followedBy: [{ script: "return await tools.echo(2);", expect: returns(2, { callCount: 1 }) }],
  },
  {
    id: "tampering.console-replaced",
    title: "lets a script replace console for itself only",
    script: 'console.log("one"); try { console.log = () => {}; globalThis.console = undefined; } catch {} return 1;',
    expect: returns(1, { logs: [{ level: "log", text: "one" }] }),
    followedBy: [{ script: 'console.log("two"); return 2;', expect: returns(2, { logs: [{ text: "two" }] }) }],
  },
  {
    id: "tampering.log-methods",
    title: "logs text after the script broke strings and arrays",
    script:
      'String.prototype.toString = () => "forged"; Array.prototype.join = () => "forged"; console.log("real", 1); return 1;',
    expect: returns(1, { logs: [{ level: "log", text: "real 1" }] }),
  },
  {
    id: "tampering.log-to-json",
    title: "logs objects without running their code on the host",
    script:
      'console.log({ get a() { return "x"; }, toString() { throw new Error("trap"); }, toJSON() { throw new Error("trap"); } }); return 1;',
    expect: returns(1),
  },
  {
    id: "tampering.log-proxy",
    title: "survives a logged proxy whose traps throw",
    script: `const trap = () => { throw new Error("trap"); };
console.log(new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap, has: trap }));
return 1;`,
    expect: returns(1),
  },
  {
    id: "tampering.error-class",
    title: "reports an error truthfully after the script replaced Error.prototype's members",
    script:
      'const error = new RangeError("real"); Error.prototype.toString = () => "forged"; RangeError.prototype.name = "Forged"; throw error;',
    expect: fails("SCRIPT", { message: "real" }),
  },
];
