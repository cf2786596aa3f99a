import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { INITIAL_PAGES, shrinkMemoryImport } from "../src/memory-import.ts";
import { webAssembly, type WasmModule } from "../src/web-assembly.ts";

const original = await readFile(new URL(import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm")));

it("changes nothing but the pages that the module asks for, in a copy", async () => {
  const before = Buffer.from(original);
  const shrunk = shrinkMemoryImport(original);
  expect(original.equals(before)).toBe(true);
  expect(shrunk.length).toBe(original.length);
  const changed = [...shrunk.keys()].filter((at) => shrunk[at] !== original[at]);
  expect(changed.length).toBe(2);
  await expect(webAssembly.compile(shrunk)).resolves.toBeDefined();
});

/** The module's imports are called `a.a`, its memory, and `a.b` and so on, functions. */
function instantiate(module: WasmModule, pages: number): object {
  const memory = new webAssembly.Memory({ initial: pages, maximum: 32_768 });
  const functions = Object.fromEntries(Array.from("bcdefghijklmnopqrst", (name) => [name, () => 0]));
  return new webAssembly.Instance(module, { a: { a: memory, ...functions } });
}

it("takes a memory of so many pages, and none of fewer", async () => {
  const before = await webAssembly.compile(original);
  const after = await webAssembly.compile(shrinkMemoryImport(original));
  expect(() => instantiate(before, INITIAL_PAGES)).toThrow("smaller than the declared initial of 256");
  expect(() => instantiate(after, INITIAL_PAGES - 1)).toThrow(`smaller than the declared initial of ${INITIAL_PAGES}`);
  expect(instantiate(after, INITIAL_PAGES)).toHaveProperty("exports");
});

it("refuses a module that imports another memory", () => {
  expect(() => shrinkMemoryImport(Buffer.from("no such module"))).toThrow("imports another memory");
});
