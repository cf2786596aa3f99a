import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const EXAMPLE = /^```ts\n(?<code>[\s\S]*?)^```\n+```text\n(?<output>[\s\S]*?)^```$/mu;
/** They all run at once, engines included. */
const TIMEOUT_MS = 120_000;
const run = promisify(execFile);
const home = mkdtempSync(join(tmpdir(), "postern-readmes-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it.concurrent.each(globSync("{packages,apps}/*/README.md", { cwd: ROOT }))(
  "runs the example of %s",
  async (readme) => {
    const { code = "", output } = EXAMPLE.exec(readFileSync(join(ROOT, readme), "utf8"))?.groups ?? {};
    expect(output, "a ts block followed by a text block with its output").toBeDefined();
    expect(code.trimEnd().split("\n").length).toBeLessThan(20);
    const file = join(ROOT, dirname(readme), `.readme-example-${process.pid}.ts`);
    writeFileSync(file, code);
    try {
      const { stdout } = await run(process.execPath, ["--no-warnings", file], {
        cwd: dirname(file),
        env: { ...process.env, POSTERN_HOME: home },
        timeout: TIMEOUT_MS,
      });
      expect(stdout).toBe(output);
    } finally {
      rmSync(file, { force: true });
    }
  },
  TIMEOUT_MS,
);
