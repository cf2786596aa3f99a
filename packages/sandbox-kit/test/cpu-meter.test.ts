import { expect, it } from "vitest";
import { CpuMeter } from "../src/worker/cpu-meter.ts";

/** Computes until this thread has used so many milliseconds of CPU time. */
function compute(milliseconds: number): void {
  const start = process.threadCpuUsage();
  for (;;) {
    const { user, system } = process.threadCpuUsage(start);
    if ((user + system) / 1000 >= milliseconds) {
      return;
    }
  }
}

it("counts short turns as long as they took", () => {
  const meter = new CpuMeter();
  meter.begin();
  meter.addTurn(1);
  meter.addTurn(2);
  expect(meter.usedMs).toBe(3);
});

it("asks the system when turns add up, and does not count what they waited", () => {
  const meter = new CpuMeter();
  meter.begin();
  compute(20);
  meter.addTurn(60_000);
  expect(meter.usedMs).toBeGreaterThanOrEqual(20);
  expect(meter.usedMs).toBeLessThan(60_000);
  const asked = meter.usedMs;
  meter.addTurn(1);
  expect(meter.usedMs).toBe(asked + 1);
});

it("tells what was used exactly when asked", () => {
  const meter = new CpuMeter();
  meter.begin();
  meter.addTurn(3);
  compute(5);
  expect(meter.ask()).toBeGreaterThanOrEqual(5);
});

it("counts from the beginning of the last execution", () => {
  const meter = new CpuMeter();
  meter.begin();
  meter.addTurn(3);
  meter.begin();
  expect(meter.usedMs).toBe(0);
});
