import { expect, it } from "vitest";
import { BoundedMemory } from "../src/bounded-memory.ts";
import { MemoryShelf } from "../src/memory-shelf.ts";

const MEBIBYTE = 1024 * 1024;
const LIMIT = 16 * MEBIBYTE;
const PAGE_BYTES = 64 * 1024;
/** As QuickJS's: data, a stack of 5 MiB, and the heap. */
const HEAP = 5.25 * MEBIBYTE;

const template = new BoundedMemory(LIMIT);
template.bytes.fill(1, 0, 64 * 1024);
template.bytes.fill(1, HEAP, HEAP + 64 * 1024);
const TEMPLATE = template.snapshot();

it("gives a memory out again with nothing of what a guest can write", () => {
  const shelf = new MemoryShelf(TEMPLATE);
  const memory = shelf.take(LIMIT);
  memory.restore(TEMPLATE);
  memory.bytes.fill(7, 0, TEMPLATE.unused.from);
  memory.bytes.fill(7, TEMPLATE.unused.to);
  shelf.giveBack(LIMIT, memory);
  const next = shelf.take(LIMIT);
  expect(next).toBe(memory);
  expect(next.bytes.equals(Buffer.alloc(next.bytes.length))).toBe(true);
});

it("leaves alone what no guest can write: the stack, but for twice what the engine is let have of it", () => {
  expect(TEMPLATE.unused).toEqual({ from: 64 * 1024 + 256 * 1024, to: HEAP - 256 * 1024 });
});

it.each(["from", "to"] as const)("does not keep a memory in which something was written there: %s", (side) => {
  const shelf = new MemoryShelf(TEMPLATE);
  const memory = shelf.take(LIMIT);
  memory.bytes[side === "from" ? TEMPLATE.unused.from : TEMPLATE.unused.to - 1] = 1;
  shelf.giveBack(LIMIT, memory);
  expect(shelf.take(LIMIT)).not.toBe(memory);
});

it("gives one memory to one guest at a time", () => {
  const shelf = new MemoryShelf(TEMPLATE);
  const [first, second] = [shelf.take(LIMIT), shelf.take(LIMIT)];
  expect(first).not.toBe(second);
  shelf.giveBack(LIMIT, first);
  shelf.giveBack(LIMIT, second);
  expect(new Set([shelf.take(LIMIT), shelf.take(LIMIT)])).toEqual(new Set([first, second]));
  expect([first, second]).not.toContain(shelf.take(LIMIT));
});

it("does not keep a memory that has grown", () => {
  const shelf = new MemoryShelf(TEMPLATE);
  const memory = shelf.take(LIMIT);
  memory.memory.grow(1);
  shelf.giveBack(LIMIT, memory);
  expect(shelf.take(LIMIT)).not.toBe(memory);
});

it("does not give out a memory with another limit", () => {
  const shelf = new MemoryShelf(TEMPLATE);
  const memory = shelf.take(LIMIT);
  const other = shelf.take(2 * LIMIT);
  shelf.giveBack(LIMIT, memory);
  const next = shelf.take(2 * LIMIT);
  expect(next).not.toBe(memory);
  expect(() => next.memory.grow((2 * LIMIT - other.bytes.length) / PAGE_BYTES)).not.toThrow();
});

it("forgets that a guest before ran into its limit", () => {
  const shelf = new MemoryShelf(TEMPLATE);
  const memory = shelf.take(LIMIT);
  expect(() => memory.memory.grow(LIMIT / PAGE_BYTES)).toThrow(RangeError);
  expect(memory.isExhausted).toBe(true);
  shelf.giveBack(LIMIT, memory);
  expect(shelf.take(LIMIT).isExhausted).toBe(false);
});
