import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const SCRIPT = `
import { requireCompiler } from ${JSON.stringify(new URL("../../src/node/lean-compiler.ts", import.meta.url).href)};
requireCompiler();
const { getLibFiles, ts } = await import("@ts-morph/common");
const empty = getLibFiles().filter(({ text }) => text === "").map(({ fileName }) => fileName);
console.log(JSON.stringify({ empty, kept: getLibFiles().length - empty.length, version: ts.version }));
`;

it("loads the compiler without the libraries of browsers, and with all of the language's", async () => {
  const args = ["--no-warnings", "--input-type=module", "--eval", SCRIPT];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  const { empty, kept, version } = JSON.parse(stdout) as { empty: readonly string[]; kept: number; version: string };
  expect(version).toMatch(/^\d+\./u);
  expect(empty).toEqual(expect.arrayContaining(["lib.dom.d.ts", "lib.webworker.d.ts", "lib.scripthost.d.ts"]));
  expect(empty.filter((name) => name.startsWith("lib.es"))).toEqual([]);
  expect(kept).toBeGreaterThan(80);
});
