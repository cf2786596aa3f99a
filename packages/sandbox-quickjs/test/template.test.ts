import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadQuickJs } from "../src/instance.ts";
import { openTemplate } from "../src/template.ts";

const PRELUDE = "(host) => (text) => host(text + globalThis.greeting)";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "postern-template-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

it("takes the template that another process kept", async () => {
  const loaded = await loadQuickJs();
  const made = await openTemplate(loaded, PRELUDE, directory);
  const kept = await openTemplate(loaded, PRELUDE, directory);
  expect(await readdir(directory)).toHaveLength(1);
  expect(kept).not.toBe(made);
  expect(kept).toEqual(made);
});

it("keeps one for each prelude", async () => {
  const loaded = await loadQuickJs();
  await openTemplate(loaded, PRELUDE, directory);
  await openTemplate(loaded, `${PRELUDE} `, directory);
  expect(await readdir(directory)).toHaveLength(2);
});

it("makes its own where none can be kept", async () => {
  const loaded = await loadQuickJs();
  const file = join(directory, "a-file");
  await writeFile(file, "");
  expect((await openTemplate(loaded, PRELUDE, file)).memory.runs.length).toBeGreaterThan(0);
});
