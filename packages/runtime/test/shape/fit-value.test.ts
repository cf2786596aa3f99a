import type { JsonValue } from "@postern/core";
import { expect, it } from "vitest";
import { fitValue } from "../../src/shape/fit-value.ts";

/** Park and Miller's minimal standard generator: the same values in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function randomValue(random: () => number, depth: number): JsonValue {
  const kind = random();
  if (depth === 0 || kind < 0.3) {
    const text = 'é"\n\u0001x'.repeat(Math.floor(random() * (random() < 0.1 ? 2000 : 10)));
    return kind < 0.1 ? Math.floor(random() * 1e6) : kind < 0.25 ? text : null;
  }
  const members = Array.from({ length: Math.floor(random() * 9) }, () => randomValue(random, depth - 1));
  const name = (index: number): string => `key${index}${random() < 0.05 ? "z".repeat(300) : ""}`;
  return kind < 0.65 ? members : Object.fromEntries(members.map((member, index) => [name(index), member]));
}

it("never exceeds the size and always stays JSON of the same kind", () => {
  const random = createRandom(42);
  let cut = 0;
  for (let round = 0; round < 400; round += 1) {
    const value = randomValue(random, 5);
    const maxChars = 300 + Math.floor(random() * 3000);
    const fitted = fitValue(value, maxChars);
    const text = JSON.stringify(fitted.value);
    const whole = JSON.stringify(value);
    expect(text.length).toBeLessThanOrEqual(maxChars);
    expect(Array.isArray(fitted.value)).toBe(Array.isArray(value));
    expect(fitted.cuts.length > 0).toBe(whole.length > maxChars);
    expect(fitted.value === value).toBe(whole.length <= maxChars);
    cut += Number(whole.length > maxChars);
  }
  expect(cut).toBeGreaterThan(20);
});

it("keeps what is small and cuts the largest first", () => {
  const fitted = fitValue({ id: 7, log: "x".repeat(50_000), title: "short", tags: ["a", "b"] }, 2000);
  expect(fitted.value).toMatchObject({ id: 7, title: "short", tags: ["a", "b"] });
  expect((fitted.value as { log: string }).log).toMatch(/^x{1500,} … \[50,000 characters\]$/u);
  expect(fitted.cuts).toEqual([expect.stringMatching(/^\$\.log: 1,\d{3} of 50,000 characters$/u)]);
});

it("keeps whole rows from the start and says how many are missing", () => {
  const rows = Array.from({ length: 1000 }, (_, id) => ({ id, name: `row ${id}` }));
  const fitted = fitValue({ rows }, 2000);
  const shown = (fitted.value as { rows: JsonValue[] }).rows;
  expect(shown.slice(0, -1)).toEqual(rows.slice(0, shown.length - 1));
  expect(shown.at(-1)).toBe(`… ${1000 - (shown.length - 1)} more of 1,000 items`);
  expect(shown.length).toBeGreaterThan(40);
  expect(fitted.cuts).toEqual([`$.rows: ${shown.length - 1} of 1,000 items`]);
});

it("keeps the first properties of an object with very many", () => {
  const fitted = fitValue(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, index])), 500);
  expect(fitted.value).toMatchObject({ k0: 0, k1: 1, "…": expect.stringMatching(/^\d+ more of 500 properties$/u) });
});

it("does not cut a character in two", () => {
  for (let maxChars = 60; maxChars < 70; maxChars += 1) {
    const { value } = fitValue("😀".repeat(200), maxChars);
    expect((value as string).isWellFormed()).toBe(true);
  }
});

it("fits at the limit and cuts one past it", () => {
  const value = "x".repeat(98);
  expect(fitValue(value, 100).cuts).toEqual([]);
  expect(fitValue(value, 99).cuts).toHaveLength(1);
});
