import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { createWorkspace, runCli } from "../support/gateway-process.ts";

const run = promisify(execFile);
const TSC = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

it("prints declarations that compile under tsc --strict, for everything, a namespace and a tool", async () => {
  await using workspace = await createWorkspace();
  const cases = { everything: [], namespace: ["filesystem"], tool: ["filesystem.read_text_file", "memory.read_graph"] };
  for (const [name, paths] of Object.entries(cases)) {
    const { code, stdout } = await runCli(["types", ...paths], { cwd: workspace.directory });
    expect(code).toBe(0);
    expect(stdout).toContain("read_text_file");
    expect(stdout.includes("write_file")).toBe(name !== "tool");
    await writeFile(join(workspace.directory, `${name}.d.ts`), stdout);
    await run(process.execPath, [TSC, "--strict", "--noEmit", "--target", "es2024", "--types", "", `${name}.d.ts`], {
      cwd: workspace.directory,
    });
  }
}, 60_000);
