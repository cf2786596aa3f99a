import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { startConformanceServer } from "../fixtures/conformance/server.ts";
import { runSuite, type SuiteResult } from "../support/conformance-suite.ts";
import { createBareWorkspace, startHttpGateway } from "../support/gateway-process.ts";

/** The generation of a fixture with everything the suite asks for, for each revision of its requirements. */
const GENERATIONS = [
  ["2025-11-25", "legacy"],
  ["2026-07-28", "modern"],
] as const;

/** All that a revision requires of servers, as the suite lists it. */
async function requiredOf(revision: string): Promise<readonly string[]> {
  const manifest = createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json");
  const text = await readFile(join(dirname(manifest), "requirements", `${revision}.yaml`), "utf8");
  const [, list = ""] = /^server:\n(?<list>(?: +- .*\n)+)/mu.exec(text) ?? [];
  return Array.from(list.matchAll(/- (?<name>[\w-]+)/gu), ({ groups }) => groups?.["name"] ?? "");
}

/** The scenarios that did not run, or had no check that passed, which would be no pass. */
async function missing(revision: string, { passed }: SuiteResult): Promise<readonly string[]> {
  const required = await requiredOf(revision);
  expect(required.length).toBeGreaterThan(25);
  return required.filter((name) => !passed.has(name));
}

describe.concurrent.each(GENERATIONS)("the official suite for servers, all of revision %s", (revision, generation) => {
  const baseline = `expected-failures-pass-through-${revision}.yml`;

  it("passes directly against the fixture, so that what fails behind the gateway is the gateway's", async () => {
    await using workspace = await createBareWorkspace({});
    await using fixture = await startConformanceServer(generation);
    const result = await runSuite({ url: fixture.url, revision, baseline, cwd: workspace.directory });
    expect(result.output).toContain("Baseline check passed");
    expect(await missing(revision, result)).toEqual([]);
  }, 180_000);

  it("passes through a gateway that passes the fixture through", async () => {
    await using fixture = await startConformanceServer(generation);
    await using workspace = await createBareWorkspace({
      mcpServers: { fixture: { type: "http", url: fixture.url } },
      clients: { local: { passThrough: true, requestsPerMinute: 100_000 } },
    });
    await using gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
    const result = await runSuite({ url: gateway.url, revision, baseline, cwd: workspace.directory });
    expect(result.output).toContain("Baseline check passed");
    expect(await missing(revision, result)).toEqual([]);
  }, 180_000);
});
