import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { fixture } from "./support/fault-server.ts";

const manifest = createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json");
const suite = join(dirname(manifest), "dist", "index.js");
const run = promisify(execFile);

it("passes the official suite for clients that log in", async () => {
  const command = `${process.execPath} ${fixture("conformance-client.ts")}`;
  const options = { timeout: 100_000, maxBuffer: 32 * 1024 * 1024 };
  const { stdout } = await run(process.execPath, [suite, "client", "--command", command, "--suite", "auth"], options);
  const scenarios = stdout.match(/^. auth\/.*$/gmu) ?? [];
  expect(scenarios.length).toBeGreaterThanOrEqual(14);
  expect(scenarios.filter((line) => !/^✓ .* 0 failed/u.test(line))).toEqual([]);
}, 120_000);
