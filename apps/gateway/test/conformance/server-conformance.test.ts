import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorkspace, startHttpGateway, type HttpGateway, type Workspace } from "../support/gateway-process.ts";

const manifest = createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json");
const suite = join(dirname(manifest), "dist", "index.js");
const run = promisify(execFile);

/** Scenarios that have to have passed, so that a suite that runs nothing is not taken for a suite that passes. */
const PASSED: Readonly<Record<string, readonly string[]>> = {
  "2025-11-25": [
    "server-initialize",
    "server-session-lifecycle",
    "server-sse-multiple-streams",
    "ping",
    "tools-list",
    "dns-rebinding-protection",
  ],
  "2026-07-28": ["tools-list", "http-header-validation", "dns-rebinding-protection", "server-sse-multiple-streams"],
};

let workspace: Workspace;
let gateway: HttpGateway;
beforeAll(async () => {
  workspace = await createWorkspace();
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
});

describe.each(Object.entries(PASSED))("the official suite for servers, revision %s", (revision, passed) => {
  it("fails where the baseline says why, and nowhere else", async () => {
    const baseline = fileURLToPath(new URL(`./expected-failures-${revision}.yml`, import.meta.url));
    const args = [suite, "server", "--url", gateway.url, "--requirements", revision, "--expected-failures", baseline];
    const options = { timeout: 170_000, maxBuffer: 32 * 1024 * 1024, cwd: workspace.directory };
    // It exits with an error where a scenario fails or passes against the baseline.
    const { stdout } = await run(process.execPath, args, options).catch((error: { readonly stdout: string }) => error);
    expect(stdout).toContain("Baseline check passed");
    const scenarios = stdout.match(/(?<=✓ )[\w-]+(?=: )/gu) ?? [];
    expect(scenarios).toEqual(expect.arrayContaining([...passed]));
  }, 180_000);
});
