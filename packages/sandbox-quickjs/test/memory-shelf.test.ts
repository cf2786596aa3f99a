import { expect, it } from "vitest";
import { MemoryShelf } from "../src/memory-shelf.ts";

const LIMIT = 16 * 1024 * 1024;
const PAGE_BYTES = 64 * 1024;

it("gives a memory out again with nothing of what was in it", () => {
  const shelf = new MemoryShelf();
  const memory = shelf.take(LIMIT);
  memory.bytes.fill(7);
  shelf.giveBack(LIMIT, memory);
  const next = shelf.take(LIMIT);
  expect(next).toBe(memory);
  expect(next.bytes.equals(Buffer.alloc(next.bytes.length))).toBe(true);
});

it("gives one memory to one guest at a time", () => {
  const shelf = new MemoryShelf();
  const memory = shelf.take(LIMIT);
  shelf.giveBack(LIMIT, memory);
  expect(shelf.take(LIMIT)).toBe(memory);
  expect(shelf.take(LIMIT)).not.toBe(memory);
});

it("does not keep a memory that has grown", () => {
  const shelf = new MemoryShelf();
  const memory = shelf.take(LIMIT);
  memory.memory.grow(1);
  shelf.giveBack(LIMIT, memory);
  expect(shelf.take(LIMIT)).not.toBe(memory);
});

it("does not give out a memory with another limit", () => {
  const shelf = new MemoryShelf();
  const memory = shelf.take(LIMIT);
  shelf.giveBack(LIMIT, memory);
  const other = shelf.take(2 * LIMIT);
  expect(other).not.toBe(memory);
  expect(() => other.memory.grow((2 * LIMIT - other.bytes.length) / PAGE_BYTES)).not.toThrow();
});

it("forgets that a guest before ran into its limit", () => {
  const shelf = new MemoryShelf();
  const memory = shelf.take(LIMIT);
  expect(() => memory.memory.grow(LIMIT / PAGE_BYTES)).toThrow(RangeError);
  expect(memory.isExhausted).toBe(true);
  shelf.giveBack(LIMIT, memory);
  expect(shelf.take(LIMIT).isExhausted).toBe(false);
});
