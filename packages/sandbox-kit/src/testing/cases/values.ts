import type { ScriptValue } from "@postern/core";
import { type ConformanceCase, returns } from "../case.ts";

type Row = readonly [id: string, title: string, expression: string, value: ScriptValue | undefined];

/** What a script returns, and what the caller gets. */
const RETURNED: readonly Row[] = [
  ["null", "returns null", "null", null],
  ["undefined", "returns undefined as undefined, not as null", "undefined", undefined],
  ["true", "returns true", "true", true],
  ["false", "returns false", "false", false],
  ["zero", "returns zero", "0", 0],
  ["negative-zero", "returns negative zero as zero, as JSON does", "-0", 0],
  ["fraction", "returns a fraction exactly", "0.1 + 0.2", 0.30000000000000004],
  ["max-safe-integer", "returns the largest safe integer", "Number.MAX_SAFE_INTEGER", Number.MAX_SAFE_INTEGER],
  ["max-value", "returns the largest number", "Number.MAX_VALUE", Number.MAX_VALUE],
  ["min-value", "returns the smallest number", "Number.MIN_VALUE", Number.MIN_VALUE],
  ["empty-string", "returns an empty string", '""', ""],
  ["unicode", "returns text beyond the basic plane", '"Grüße 👩‍🚀 日本"', "Grüße 👩‍🚀 日本"],
  ["nul-in-text", "returns text with NUL in it whole", '"a\\u0000b"', "a\u0000b"],
  ["line-separators", "returns U+2028 and U+2029", '"\\u2028\\u2029"', "\u2028\u2029"],
  ["lone-surrogate", "returns a lone surrogate as it is", '"\\ud83d"', "\ud83d"],
  ["quotes", "returns quotes, backslashes and newlines", '"\\"\\\\\\n\\t`${1}"', '"\\\n\t`${1}'],
  ["dollar-patterns", "leaves replacement patterns alone", '"$& $` $\' $1 $$"', "$& $` $' $1 $$"],
  ["long-text", "returns a megabyte of text", '"ab".repeat(524288).length', 1048576],
  ["empty-array", "returns an empty array", "[]", []],
  ["empty-object", "returns an empty object", "{}", {}],
  [
    "nested",
    "returns nested data",
    "{ a: [1, { b: [null, true] }], c: { d: {} } }",
    { a: [1, { b: [null, true] }], c: { d: {} } },
  ],
  ["undefined-member", "drops undefined members, as JSON does", "{ a: undefined, b: 1 }", { b: 1 }],
  ["undefined-element", "turns undefined elements into null, as JSON does", "[undefined, 1]", [null, 1]],
  ["hole", "turns holes into null, as JSON does", "[, 1]", [null, 1]],
  ["date", "returns a Date as its ISO string", "new Date(0)", "1970-01-01T00:00:00.000Z"],
  [
    "nested-date",
    "returns a nested Date as its ISO string",
    "{ at: [new Date(1e12)] }",
    { at: ["2001-09-09T01:46:40.000Z"] },
  ],
  ["url", "returns a URL as its text", 'new URL("https://a.example/b?c=1")', "https://a.example/b?c=1"],
  ["symbol-keys", "leaves out members under symbols", '{ [Symbol("s")]: 1, b: 2 }', { b: 2 }],
  [
    "non-enumerable",
    "leaves out members that are not enumerable",
    'Object.defineProperty({ b: 2 }, "a", { value: 1 })',
    { b: 2 },
  ],
  [
    "inherited",
    "leaves out inherited members",
    "Object.create({ a: 1 }, { b: { value: 2, enumerable: true } })",
    { b: 2 },
  ],
  ["getter", "reads getters", "{ get a() { return 1; } }", { a: 1 }],
  ["null-prototype", "returns objects without a prototype", "Object.assign(Object.create(null), { a: 1 })", { a: 1 }],
  ["integer-keys", "returns integer keys", "{ 2: 'b', 1: 'a' }", { 1: "a", 2: "b" }],
  ["odd-keys", "returns odd keys", '{ "": 1, "a b": 2, "\\u0000": 3 }', { "": 1, "a b": 2, "\u0000": 3 }],
  [
    "proto-key",
    "returns an own __proto__ member as data",
    'JSON.parse(\'{"__proto__":{"a":1}}\')',
    JSON.parse('{"__proto__":{"a":1}}') as ScriptValue,
  ],
  [
    "then-member",
    "returns a member called then that is no function",
    '{ then: "later" }',
    JSON.parse('{"then":"later"}') as ScriptValue,
  ],
  ["dag", "repeats what is referred to twice", "(() => { const a = [1]; return { a, b: a }; })()", { a: [1], b: [1] }],
  ["frozen", "returns frozen data", "Object.freeze({ a: Object.freeze([1]) })", { a: [1] }],
  ["promise", "awaits a returned promise", "Promise.resolve(7)", 7],
  ["map", "returns a Map as an object", 'new Map([["a", 1], [2, { b: 3 }]])', { a: 1, 2: { b: 3 } }],
  ["set", "returns a Set as an array", "new Set([1, { a: 2 }, 1])", [1, { a: 2 }]],
  [
    "class-instance",
    "returns a class instance as its own members",
    "new (class A { x = 1; #y = 2; get z() { return 3; } })()",
    { x: 1 },
  ],
  ["boxed", "returns boxed scalars as scalars", '[Object(1), Object("s"), Object(true)]', [1, "s", true]],
  [
    "error-value",
    "returns an error as its name, message and own members",
    'Object.assign(new TypeError("m"), { status: 404 })',
    { name: "TypeError", message: "m", status: 404 },
  ],
  [
    "nested-to-json",
    "returns what an object's toJSON answers at any depth",
    "[{ toJSON: () => ({ a: [new Date(0)] }) }]",
    [{ a: ["1970-01-01T00:00:00.000Z"] }],
  ],
  ["thenable", "awaits a returned thenable", "{ then(resolve) { resolve(8); } }", 8],
  ["to-json", "takes what toJSON answers", "{ toJSON() { return { a: 1 }; } }", { a: 1 }],
  [
    "array-extra",
    "returns the elements of an array and not its other members",
    "Object.assign([1], { extra: 2 })",
    [1],
  ],
  [
    "deep",
    "returns data nested 500 deep",
    "(() => { let v = 1; for (let i = 0; i < 500; i++) v = [v]; return v; })()",
    nest(500),
  ],
  [
    "wide",
    "returns 10,000 elements",
    "Array.from({ length: 10000 }, (_, i) => i)",
    Array.from({ length: 10_000 }, (_, i) => i),
  ],
];

/** What a script passes to a call and gets back. */
const ECHOED: readonly Row[] = [
  ["null", "passes null", "null", null],
  ["text", "passes text", '"ä\\u0000\\u2028"', "ä\u0000\u2028"],
  ["nested", "passes nested data", "{ a: [1, { b: null }] }", { a: [1, { b: null }] }],
  ["undefined-member", "drops undefined members", "{ a: undefined, b: 1 }", { b: 1 }],
  ["date", "passes a Date as its ISO string", "{ at: new Date(0) }", { at: "1970-01-01T00:00:00.000Z" }],
  [
    "proto-key",
    "passes an own __proto__ member as data",
    'JSON.parse(\'{"__proto__":{"a":1}}\')',
    JSON.parse('{"__proto__":{"a":1}}') as ScriptValue,
  ],
  ["number", "passes a bare number", "42", 42],
  ["array", "passes a bare array", "[1, 2]", [1, 2]],
];

/** Cases over what crosses as JSON. */
export const VALUE_CASES: readonly ConformanceCase[] = [
  ...RETURNED.map(([id, title, expression, value]) => ({
    id: `values.return-${id}`,
    title,
    script: `return ${expression};`,
    expect: returns(value),
  })),
  ...ECHOED.map(([id, title, expression, value]) => ({
    id: `values.echo-${id}`,
    title: `${title} through a call and back`,
    script: `return await tools.echo(${expression});`,
    expect: returns(value, { callCount: 1 }),
  })),
  {
    id: "values.no-return",
    title: "completes with undefined when nothing is returned",
    script: "const a = 1;",
    expect: returns(undefined),
  },
  {
    id: "values.empty-script",
    title: "completes with undefined when the script is empty",
    script: "",
    expect: returns(undefined),
  },
  {
    id: "values.no-argument",
    title: "passes no argument as none",
    script: "return await tools.args();",
    expect: returns([]),
  },
  {
    id: "values.two-arguments",
    title: "passes every argument",
    script: 'return await tools.args({ a: 1 }, "two", [3]);',
    expect: returns([{ a: 1 }, "two", [3]]),
  },
  {
    id: "values.nothing",
    title: "answers a call without a value with undefined",
    script: "return [typeof (await tools.nothing()), await tools.nothing() === undefined];",
    expect: returns(["undefined", true]),
  },
  {
    id: "values.odd-members",
    title: "delivers members called then, toJSON, constructor and __proto__ as data",
    script: `const odd = await tools.odd();
return [Object.keys(odd).sort(), odd.then, odd.toJSON, Object.getPrototypeOf(odd) === Object.prototype, odd.polluted === undefined];`,
    expect: returns([["", "__proto__", "constructor", "then", "toJSON"], "t", "j", true, true]),
  },
  {
    id: "values.copied",
    title: "copies arguments when the call is made",
    script: `const input = { value: 1 };
const call = tools.echo(input);
input.value = 2;
return await call;`,
    expect: returns({ value: 1 }),
  },
  {
    id: "values.own-copies",
    title: "gives each call's result a copy of its own",
    script: `const a = await tools.echo({ list: [] });
const b = await tools.echo({ list: [] });
a.list.push(1);
return b;`,
    expect: returns({ list: [] }),
  },
  {
    id: "values.guest-prototypes",
    title: "delivers results made of the script's own Object, Array and Uint8Array",
    script: `const value = await tools.echo({ list: [1], data: new Uint8Array(1) });
return [value instanceof Object, value.list instanceof Array, value.data instanceof Uint8Array, value.constructor === Object];`,
    expect: returns([true, true, true, true]),
  },
];

function nest(depth: number): ScriptValue {
  let value: ScriptValue = 1;
  for (let level = 0; level < depth; level += 1) {
    value = [value];
  }
  return value;
}
