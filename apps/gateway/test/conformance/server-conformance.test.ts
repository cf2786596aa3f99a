import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSuite } from "../support/conformance-suite.ts";
import { createWorkspace, startHttpGateway, type HttpGateway, type Workspace } from "../support/gateway-process.ts";

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
    const baseline = `expected-failures-${revision}.yml`;
    const result = await runSuite({ url: gateway.url, revision, baseline, cwd: workspace.directory });
    expect(result.output).toContain("Baseline check passed");
    expect([...result.passed.keys()]).toEqual(expect.arrayContaining([...passed]));
  }, 180_000);
});
