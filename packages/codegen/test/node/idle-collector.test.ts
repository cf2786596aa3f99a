import { afterEach, expect, it, vi } from "vitest";
import { createIdleCollector, type IdleCollector } from "../../src/node/idle-collector.ts";

let collector: IdleCollector | undefined;
afterEach(() => {
  collector?.busy();
  collector = undefined;
});

/** Something that lives as long as nobody collects it. */
function garbage(): WeakRef<object> {
  return new WeakRef({ text: "x".repeat(100) });
}

it("collects once the thread has rested", async () => {
  const left = garbage();
  collector = createIdleCollector(1);
  collector.idle();
  // An assertion about the object itself would keep it.
  await vi.waitFor(() => expect(left.deref() === undefined).toBe(true), { timeout: 20_000 });
});

it("waits for the end of new work", async () => {
  vi.useFakeTimers();
  try {
    collector = createIdleCollector(1000);
    collector.idle();
    await vi.advanceTimersByTimeAsync(900);
    collector.busy();
    await vi.advanceTimersByTimeAsync(900);
    expect(vi.getTimerCount()).toBe(0);
    collector.idle();
    expect(vi.getTimerCount()).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});
