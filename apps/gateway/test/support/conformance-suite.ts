import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const manifest = createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json");
const suite = join(dirname(manifest), "dist", "index.js");
const run = promisify(execFile);

/** What to run the official suite for servers against. */
export interface SuiteOptions {
  readonly url: string;
  /** The revision whose requirements count. */
  readonly revision: string;
  /** The file of expected failures, beside the tests. */
  readonly baseline: string;
  /** Where the suite writes its results. */
  readonly cwd: string;
}

/** What came of it. */
export interface SuiteResult {
  /** All that it printed. */
  readonly output: string;
  /** The scenarios that passed, each with how many checks did: none is no pass. */
  readonly passed: ReadonlyMap<string, number>;
}

/** Runs the official suite. It says "Baseline check passed" where just those scenarios fail that the baseline names. */
export async function runSuite({ url, revision, baseline, cwd }: SuiteOptions): Promise<SuiteResult> {
  const file = fileURLToPath(new URL(`../conformance/${baseline}`, import.meta.url));
  const args = [suite, "server", "--url", url, "--requirements", revision, "--expected-failures", file];
  const options = { timeout: 170_000, maxBuffer: 32 * 1024 * 1024, cwd };
  // It exits with an error where a scenario fails or passes against the baseline.
  const { stdout } = await run(process.execPath, args, options).catch((error: { readonly stdout: string }) => error);
  const lines = stdout.matchAll(/✓ (?<name>[\w-]+): (?<count>\d+) passed/gu);
  const passed = Array.from(lines, ({ groups }) => [groups?.["name"] ?? "", Number(groups?.["count"])] as const);
  return { output: stdout, passed: new Map(passed.filter(([, count]) => count > 0)) };
}
