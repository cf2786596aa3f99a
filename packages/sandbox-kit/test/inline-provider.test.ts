import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Engine, Guest } from "../src/engine.ts";
import { InlineProvider } from "../src/inline-provider.ts";

const LIMIT_BYTES = 64 * 1024 * 1024;

/** An engine whose guests do nothing but to be counted. */
class CountingEngine implements Engine {
  readonly made: number[] = [];
  disposed = 0;

  createGuest({ memoryLimitBytes }: { readonly memoryLimitBytes: number }): Guest {
    this.made.push(memoryLimitBytes);
    return { deliver: () => "idle", dispose: () => (this.disposed += 1) };
  }
}

function createProvider(engine: Engine): InlineProvider {
  return new InlineProvider({ startEngine: async () => engine, memoryLimitBytes: LIMIT_BYTES });
}

async function settle(): Promise<void> {
  await turn();
  await turn();
}

it("makes a guest ahead, and the next one when an execution has ended", async () => {
  const engine = new CountingEngine();
  await using provider = createProvider(engine);
  await provider.warm();
  await provider.warm();
  expect(engine.made).toEqual([LIMIT_BYTES]);
  const channel = await provider.acquire(LIMIT_BYTES);
  await settle();
  expect(engine.made).toHaveLength(1);
  channel.end("clean");
  expect(engine).toMatchObject({ disposed: 1, made: { length: 1 } });
  await settle();
  expect(engine.made).toHaveLength(2);
});

it("gives every execution a guest of its own, however many there are at once", async () => {
  const engine = new CountingEngine();
  await using provider = createProvider(engine);
  await provider.warm();
  const channels = await Promise.all([1, 2, 3].map(() => provider.acquire(LIMIT_BYTES)));
  expect(new Set(channels).size).toBe(3);
  expect(engine.made).toHaveLength(3);
  channels.forEach((channel) => channel.end("clean"));
  await settle();
  expect(engine).toMatchObject({ disposed: 3, made: { length: 4 } });
});

it("makes another guest for another limit, and goes on with that one", async () => {
  const engine = new CountingEngine();
  await using provider = createProvider(engine);
  await provider.warm();
  const channel = await provider.acquire(LIMIT_BYTES * 2);
  expect(engine).toMatchObject({ disposed: 1, made: [LIMIT_BYTES, LIMIT_BYTES * 2] });
  channel.end("clean");
  await settle();
  expect(engine.made.at(-1)).toBe(LIMIT_BYTES * 2);
});

it("takes the guest that nobody used with it", async () => {
  const engine = new CountingEngine();
  const provider = createProvider(engine);
  await provider.warm();
  await provider[Symbol.asyncDispose]();
  expect(engine).toMatchObject({ disposed: 1, made: { length: 1 } });
});

it("tells whoever needs a guest that none can be made", async () => {
  const provider = createProvider({
    createGuest: () => {
      throw new Error("No memory for a guest.");
    },
  });
  await expect(provider.warm()).rejects.toThrow("No memory for a guest.");
  await expect(provider.acquire(LIMIT_BYTES)).rejects.toThrow("No memory for a guest.");
  await provider[Symbol.asyncDispose]();
});
