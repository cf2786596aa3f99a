import { createMemoryStore } from "@postern/core";
import { expect, it, vi } from "vitest";
import { createKeptResults } from "../src/kept-results.ts";
import { useRuntimes } from "./support/runtime.ts";

const createRuntime = useRuntimes();
const LIMITS = { resultTtlMs: 1000, maxKeptResultBytes: 1000 };

it("reads back what was kept, for its owner only", async () => {
  const results = createKeptResults({ store: createMemoryStore(), ...LIMITS });
  const handle = (await results.keep("anna", { a: [1, "ü"] }, false)) ?? "";
  expect(await results.read("anna", handle)).toEqual({ a: [1, "ü"] });
  await expect(results.read("ben", handle)).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

it.each(["", "r1", "../../etc/passwd", "r00000000a-1-0123456789abcdef"])("knows no handle %j", async (handle) => {
  const results = createKeptResults({ store: createMemoryStore(), ...LIMITS });
  await expect(results.read("anna", handle)).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

it("forgets a result when its time is over, and deletes it with the next one kept", async () => {
  const store = createMemoryStore();
  const results = createKeptResults({ store, ...LIMITS });
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  try {
    const handle = (await results.keep("anna", "old", false)) ?? "";
    vi.setSystemTime(1_001_000);
    expect(await results.read("anna", handle)).toBe("old");
    vi.setSystemTime(1_001_001);
    await expect(results.read("anna", handle)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await results.keep("ben", "new", false);
    expect(await store.keys("results/")).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
});

it("deletes the oldest of all owners when the room is full", async () => {
  const store = createMemoryStore();
  const results = createKeptResults({ store, ...LIMITS });
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  try {
    const first = (await results.keep("anna", "a".repeat(398), false)) ?? "";
    vi.setSystemTime(1_000_001);
    const second = (await results.keep("ben", "b".repeat(398), false)) ?? "";
    vi.setSystemTime(1_000_002);
    const third = (await results.keep("anna", "c".repeat(398), false)) ?? "";
    await expect(results.read("anna", first)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await results.read("ben", second)).toHaveLength(398);
    expect(await results.read("anna", third)).toHaveLength(398);
  } finally {
    vi.useRealTimers();
  }
});

it("keeps what takes all the room and nothing larger", async () => {
  const results = createKeptResults({ store: createMemoryStore(), ...LIMITS });
  expect(await results.keep("anna", "a".repeat(998), false)).toBeTypeOf("string");
  expect(await results.keep("anna", "a".repeat(999), false)).toBeUndefined();
});

it("keeps the results of one view from another", async () => {
  await using runtime = createRuntime({ sources: [], budget: { maxResultChars: 1000 } });
  const anna = runtime.view({ owner: "anna" });
  const reply = await anna.execute({ code: `return "x".repeat(5000)` });
  const handle = reply.status === "completed" ? reply.handle : undefined;
  const code = `return (await postern.result("${handle}")).length`;
  expect(await anna.execute({ code })).toMatchObject({ value: 5000 });
  expect(await runtime.view({ owner: "ben" }).execute({ code })).toMatchObject({
    status: "failed",
    error: { message: expect.stringContaining("There is no result") },
  });
});
