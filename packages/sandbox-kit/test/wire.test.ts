import { expect, it } from "vitest";
import { decodeWire, encodeWire } from "../src/host/wire.ts";

it.each([
  ["scalars", [1, "x", true, null, -1.5]],
  ["bytes", { a: [new Uint8Array([0, 255])], b: new Uint8Array(0) }],
  ["an object that looks like bytes", { "@b": "AAEC" }],
  ["an object that looks like an escaped one", { x: { "@@b": { "@b": new Uint8Array([1]) } } }],
  ["an own __proto__", JSON.parse('{"__proto__":{"a":1}}')],
])("carries %s there and back", (_what, value) => {
  expect(decodeWire(encodeWire(value))).toEqual(value);
});

it("marks only values that JSON does not say whole", () => {
  expect(encodeWire({ a: 1 })).toBe('J{"a":1}');
  expect(encodeWire({ "@b": 1 })).toBe('B{"@@b":1}');
  expect(encodeWire(undefined)).toBe("");
  expect(decodeWire("")).toBeUndefined();
});

it("does not let a key change a prototype", () => {
  const value = decodeWire('B{"x":{"@b":"AA=="},"__proto__":{"polluted":true}}');
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
