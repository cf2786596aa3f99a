import { expect, it } from "vitest";
import { createFunctionSource } from "../src/index.ts";
import { useRuntimes } from "./support/runtime.ts";

const createRuntime = useRuntimes();
const NUMBERS = { type: "object", properties: { a: { type: "number" }, b: { type: "number" } }, required: ["a", "b"] };

function number(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}

it("makes functions of this process callable from scripts, with their input checked", async () => {
  const math = createFunctionSource("math", [
    { name: "add", inputSchema: NUMBERS, run: ({ a, b }) => number(a) + number(b) },
    {
      name: "divide",
      inputSchema: NUMBERS,
      run: ({ a, b }) => {
        if (b === 0) {
          throw new RangeError("Division by zero.");
        }
        return number(a) / number(b);
      },
    },
    { name: "forget", inputSchema: { type: "object" }, run: () => undefined },
    { name: "bytes", inputSchema: { type: "object" }, run: async () => new Uint8Array([1, 2]) },
  ]);
  await using runtime = createRuntime({ sources: [math] });
  const code = `const sum = await math.add({ a: 1, b: 2 });
const error = await math.divide({ a: 1, b: 0 }).catch((caught: any) => caught.message);
const wrong = await math.add({ a: 1, b: JSON.parse('"2"') }).catch((caught: any) => caught.code);
return [sum, error, wrong, (await math.forget()) === undefined, (await math.bytes())[1]];`;
  expect(await runtime.execute({ code })).toMatchObject({
    value: [3, "math.divide: Division by zero.", "INVALID_INPUT", true, 2],
  });
});

it("takes other tools at any time", async () => {
  const source = createFunctionSource("s", [{ name: "a", inputSchema: { type: "object" }, run: () => 1 }]);
  await using runtime = createRuntime({ sources: [source], changeDelayMs: 1 });
  await runtime.ready();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  runtime.onCatalogChanged(resolve);
  source.replace([{ name: "b", inputSchema: { type: "object" }, run: () => 2 }]);
  await promise;
  expect(await runtime.execute({ code: "return s.b()" })).toMatchObject({ value: 2 });
});
