import type { AttackRow } from "./sample-row.ts";

/** Attacks on time. */
export const CPU: readonly AttackRow[] = [
  ["labelled-loop", "A labelled loop that continues forever", "again: for (;;) { continue again; }", "error:timeout"],
  [
    "regexp-nested",
    "Nested quantifiers against a near miss",
    'return new RegExp("^((\\\\w+)\\\\s?)*$").test("word ".repeat(12) + "!!!");',
    "error:timeout",
    "value:false",
  ],
  [
    "native-reverse",
    "A native that walks an endless array-like",
    "return Array.prototype.reverse.call({ length: 2 ** 53 - 1 });",
    "error:timeout",
  ],
  [
    "native-join",
    "A native that joins four billion holes",
    'const a = []; a.length = 4294967295; return a.join("x").length;',
    "error:timeout",
    "error:memory",
    "error:script",
  ],
  [
    "promise-pingpong",
    "Two promise chains that feed each other",
    "const ping = () => Promise.resolve().then(pong); const pong = () => Promise.resolve().then(ping); ping(); await new Promise(() => {});",
    "error:timeout",
    "error:memory",
  ],
  [
    "getter-as-value",
    "The value's getter never comes back",
    "return { ok: 1, get later() { while (true); } };",
    "error:timeout",
  ],
  [
    "catch-and-go-on",
    "Catches whatever would stop it and goes on",
    "const spin = () => { try { for (;;); } finally { spin(); } }; spin();",
    "error:timeout",
  ],
];

/** Attacks on memory. */
export const MEMORY: readonly AttackRow[] = [
  [
    "map-of-maps",
    "A map that grows without end",
    "const m = new Map(); for (let i = 0; ; i++) m.set(i, new Map([[i, i]]));",
    "error:memory",
    "error:timeout",
    "error:script",
  ],
  [
    "closure-chain",
    "Closures that hold each other",
    "let f = () => 0; for (let i = 0; ; i++) { const g = f; const pad = new Array(50).fill(i); f = () => [g, pad]; }",
    "error:memory",
    "error:timeout",
    "error:script",
  ],
  ["text-doubling", "Text that doubles", 'let s = "0123456789abcdef"; for (;;) s = s + s + s.length;', "contained"],
  [
    "buffers",
    "Buffers that are kept and touched",
    "const kept = []; for (;;) { const b = new Uint8Array(2097152); b.fill(kept.length); kept.push(b); }",
    "error:memory",
    "error:timeout",
    "error:script",
  ],
  [
    "bigint-power",
    "An integer that grows by squaring",
    "let n = 7n; for (;;) n = n * n;",
    "error:memory",
    "error:timeout",
    "error:script",
  ],
  [
    "unawaited-calls",
    "Calls that nobody waits for",
    'const pad = "p".repeat(10000); for (;;) tools.echo({ value: pad });',
    "error:limit",
    "error:memory",
    "error:timeout",
  ],
  [
    "huge-value",
    "A value that is far over its limit",
    'return Array.from({ length: 4000 }, () => "q".repeat(1000));',
    "error:limit",
  ],
];
