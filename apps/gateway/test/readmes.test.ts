import { execFile } from "node:child_process";
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const EXAMPLE = /^```ts\n(?<code>[\s\S]*?)^```\n+```text\n(?<output>[\s\S]*?)^```$/mu;
const run = promisify(execFile);

it.concurrent.each(globSync("{packages,apps}/*/README.md", { cwd: ROOT }))(
  "runs the example of %s",
  async (readme) => {
    const { code = "", output } = EXAMPLE.exec(readFileSync(join(ROOT, readme), "utf8"))?.groups ?? {};
    expect(output, "a ts block followed by a text block with its output").toBeDefined();
    expect(code.trimEnd().split("\n").length).toBeLessThan(20);
    const file = join(ROOT, dirname(readme), `.readme-example-${process.pid}.ts`);
    writeFileSync(file, code);
    try {
      const { stdout } = await run(process.execPath, ["--no-warnings", file], { cwd: dirname(file), timeout: 30_000 });
      expect(stdout).toBe(output);
    } finally {
      rmSync(file, { force: true });
    }
  },
  30_000,
);
