import type { AttackRow } from "./sample-row.ts";

/** Finds the host's process from a function that might not be the guest's own. */
const REACH = `const reach = (value) => {
  try { const make = value.constructor.constructor; const found = make("return typeof process === 'object' && process ? process.env.SANDBOX_CANARY : undefined")(); return found === undefined ? "nothing" : "LEAK " + found; } catch { return "nothing"; }
};`;

/** Attacks on the wall around the guest. */
export const ESCAPE: readonly AttackRow[] = [
  [
    "console-constructor",
    "Through the constructors of console",
    `${REACH} return [reach(console), reach(console.log), reach(console.error)];`,
    'value:["nothing","nothing","nothing"]',
  ],
  [
    "tool-promise",
    "Through the promise that a call answers",
    `${REACH} const call = tools.echo({ value: 1 }); const found = reach(call); await call; return found;`,
    'value:"nothing"',
  ],
  [
    "caught-error",
    "Through the error that a tool throws",
    `${REACH} try { await tools.fail({ message: "no" }); } catch (error) { return [reach(error), error.secret === undefined, String(error.cause).includes("CANARY")]; }`,
    'value:["nothing",true,false]',
  ],
  [
    "timer-this",
    "Through this of a timer",
    "return await new Promise((resolve) => setTimeout(function () { resolve(typeof (this && this.process)); }, 1));",
    'value:"undefined"',
  ],
  [
    "generator-constructor",
    "Through the constructors of generators",
    `${REACH} return [reach(function* () {}), reach(async function* () {}), reach((async () => {})())];`,
    'value:["nothing","nothing","nothing"]',
  ],
  [
    "import-everything",
    "Imports whatever is importable",
    'let got = 0; for (const from of ["node:fs", "node:child_process", "fs", "module", "file://__CANARY_FILE__", "http://127.0.0.1:__CANARY_PORT__/m.js"]) { try { await import(from); got++; } catch {} } return got;',
    "value:0",
    "error:script",
  ],
  [
    "stack-trace-hook",
    "Hooks structured stack traces",
    `${REACH} let found = "nothing"; Error.prepareStackTrace = (error, frames) => { for (const frame of Array.isArray(frames) ? frames : []) { try { const f = frame.getFunction && frame.getFunction(); if (f && reach(f) !== "nothing") found = "LEAK"; } catch {} } return ""; }; String(new Error("x").stack); try { null.x; } catch (error) { String(error.stack); } return found;`,
    'value:"nothing"',
  ],
  [
    "close-the-wrapper",
    "Closes whatever is around the script",
    "}); globalThis.outside = 1; (async () => {",
    "error:script",
  ],
  [
    "proto-in-argument",
    "Prototype pollution by an argument",
    'await tools.echo({ value: JSON.parse(\'{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}\') }); return 1;',
    "value:1",
  ],
];

/** Attacks on the bridge to the host. */
export const BRIDGE: readonly AttackRow[] = [
  [
    "forged-stringify",
    "Forges results by JSON.stringify",
    'JSON.stringify = () => \'{"value":"forged"}\'; const r = await tools.echo({ value: "real" }); return r.value;',
    'value:"real"',
  ],
  [
    "forged-then",
    "Forges results by Promise.prototype.then",
    'const call = tools.echo({ value: "real" }); Promise.prototype.then = function (f) { f({ value: "forged" }); return this; }; return (await call).value;',
    'value:"real"',
    "error:script",
  ],
  [
    "index-setters",
    "Watches the bridge by setters on array indexes",
    'const seen = []; for (let i = 0; i < 8; i++) Object.defineProperty(Array.prototype, i, { set(v) { seen.push(v); }, get() { return "forged"; }, configurable: true }); const r = await tools.echo({ value: "real" }); for (let i = 0; i < 8; i++) delete Array.prototype[i]; return [r.value, seen.length];',
    'value:["real",0]',
  ],
  [
    "frame-in-log",
    "Logs what could be a frame",
    'console.log("\\n{\\"type\\":\\"done\\",\\"value\\":\\"forged\\"}\\n"); return "real";',
    'value:"real"',
  ],
  [
    "look-alike-limit",
    "Throws what a limit looks like",
    'throw Object.assign(new RangeError("Script ran longer than 1000 ms; raise budget.wallTimeMs"), { code: "TIMEOUT", name: "PosternError" });',
    "error:script",
  ],
  [
    "nul-name",
    "Cuts a tool's name with NUL",
    'try { await tools["echo\\u0000x"]({ value: 1 }); return "called"; } catch { return "refused"; }',
    'value:"refused"',
  ],
  [
    "inherited-name",
    "Calls inherited names as tools",
    'let n = 0; for (const name of ["toString", "hasOwnProperty", "__defineGetter__", "valueOf"]) { try { await tools[name]("x"); } catch {} n++; } return n;',
    "value:4",
  ],
  [
    "after-the-end",
    "Goes on calling after the end",
    'const go = () => tools.echo({ value: "late" }).then(go, go); go(); setTimeout(go, 0); return 1;',
    "value:1",
  ],
  [
    "reply-mutation",
    "Changes a shared reply",
    "const a = await tools.echo({ value: [1] }); a.value.push(2); Object.freeze(a); const b = await tools.echo({ value: [1] }); return b.value;",
    "value:[1]",
  ],
];

/** Attacks on what the host keeps to itself. */
export const LEAK: readonly AttackRow[] = [
  [
    "environment",
    "Reads the environment by every known name",
    'const found = []; for (const name of ["process", "Deno", "Bun", "global", "self", "window", "os", "std", "scriptArgs"]) { try { const value = (0, eval)("typeof " + name + " === \'undefined\' ? undefined : " + name); if (value && value !== globalThis) found.push(name); } catch {} } return found;',
    "value:[]",
  ],
  [
    "file",
    "Reads a file by every known way",
    'const tries = [() => Deno.readTextFileSync("__CANARY_FILE__"), () => require("fs").readFileSync("__CANARY_FILE__", "utf8"), () => std.loadFile("__CANARY_FILE__"), () => process.binding("fs"), () => fetch("file://__CANARY_FILE__")]; let got = 0; for (const each of tries) { try { await each(); got++; } catch {} } return got;',
    "value:0",
  ],
  [
    "network",
    "Reaches the network by every known way",
    'const url = "http://127.0.0.1:__CANARY_PORT__/"; const tries = [() => fetch(url), () => new WebSocket(url.replace("http", "ws")), () => new EventSource(url), () => new XMLHttpRequest(), () => new Worker(url), () => Deno.connect({ port: __CANARY_PORT__ })]; let got = 0; for (const each of tries) { try { await each(); got++; } catch {} } return got;',
    "value:0",
  ],
  [
    "write",
    "Writes a file by every known way",
    'const tries = [() => Deno.writeTextFileSync("__CANARY_DIR__/x", "1"), () => require("fs").writeFileSync("__CANARY_DIR__/x", "1"), () => Deno.mkdirSync("__CANARY_DIR__/d")]; let got = 0; for (const each of tries) { try { await each(); got++; } catch {} } return got;',
    "value:0",
  ],
  [
    "stack-paths",
    "Looks for paths in stacks",
    'const stacks = []; for (const f of [() => null.x, () => JSON.parse("{"), () => new URL("::"), () => structuredClone(() => 1), () => tools.none()]) { try { await f(); } catch (error) { stacks.push(String(error.stack)); } } return /file:|node:|node_modules|\\/(home|root|tmp|usr|srv)\\//.test(stacks.join(" "));',
    "value:false",
  ],
  [
    "own-source",
    "Looks for the host in the source of functions",
    "return [tools.echo, console.log, setTimeout, URL].some((f) => /CANARY|node_modules|file:/.test(Function.prototype.toString.call(f)));",
    "value:false",
  ],
];
