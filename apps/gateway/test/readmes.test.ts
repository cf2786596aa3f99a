import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import { PLAIN_ENVIRONMENT } from "./support/gateway-process.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const EXAMPLE = /^```ts\n(?<code>(?:(?!^```)[\s\S])*?)^```\n+```text\n(?<output>[\s\S]*?)^```$/gmu;
/** They all run at once, engines included. */
const TIMEOUT_MS = 120_000;
const run = promisify(execFile);
const home = mkdtempSync(join(tmpdir(), "postern-readmes-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Example {
  readonly readme: string;
  readonly number: number;
  readonly code: string;
  readonly output: string;
}

/** Every `ts` block of a README that a `text` block with its output follows. */
function examplesOf(readme: string): readonly Example[] {
  const matches = [...readFileSync(join(ROOT, readme), "utf8").matchAll(EXAMPLE)];
  return matches.map(({ groups = {} }, index) => {
    const { code = "", output = "" } = groups;
    return { readme, number: index + 1, code, output };
  });
}

const READMES = globSync("{packages,apps}/*/README.md", { cwd: ROOT });

it.each(READMES)("finds an example in %s", (readme) => {
  expect(examplesOf(readme), "a ts block followed by a text block with its output").not.toHaveLength(0);
});

it.concurrent.each(READMES.flatMap(examplesOf))(
  "runs example $number of $readme",
  async ({ readme, number, code, output }) => {
    expect(code.trimEnd().split("\n").length).toBeLessThan(20);
    const file = join(ROOT, dirname(readme), `.readme-example-${number}-${process.pid}.ts`);
    writeFileSync(file, code);
    try {
      const { stdout } = await run(process.execPath, ["--no-warnings", file], {
        cwd: dirname(file),
        env: { ...PLAIN_ENVIRONMENT, POSTERN_HOME: home },
        timeout: TIMEOUT_MS,
      });
      expect(stdout).toBe(output);
    } finally {
      rmSync(file, { force: true });
    }
  },
  TIMEOUT_MS,
);
