// Run it by `pnpm run`, which puts pnpm on the path. Packs every package as it is published, installs the gateway into an empty folder with npm, and runs a script through
// it, from its command line and through a client over stdio.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "postern-packed-"));
try {
  pack();
  install();
  runFromCommandLine();
  await runThroughClient();
  console.log("The packed gateway installs with npm and runs scripts.");
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function pack(): void {
  for (const manifest of globSync("{packages,apps}/*/package.json", { cwd: ROOT })) {
    execFileSync("pnpm", ["pack", "--pack-destination", directory], {
      cwd: join(ROOT, dirname(manifest)),
      stdio: "pipe",
    });
  }
}

function install(): void {
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  const tarballs = globSync("*.tgz", { cwd: directory }).map((tarball) => `./${tarball}`);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...tarballs], {
    cwd: directory,
    stdio: "pipe",
  });
}

function runFromCommandLine(): void {
  const bin = join(directory, "node_modules", ".bin", "postern");
  const input = "const { entities } = await memory.read_graph(); return entities.length + 42;";
  const output = execFileSync(process.execPath, [bin, "run", "--sample", "-"], { cwd: directory, input });
  assert.equal(output.toString(), "42\n");
}

async function runThroughClient(): Promise<void> {
  const client = new Client({ name: "packed-test", version: "1.0.0" });
  const bin = join(directory, "node_modules", "@postern", "gateway", "dist", "cli.js");
  const args = [bin, "serve", "--stdio", "--sample"];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, cwd: directory, stderr: "inherit" }),
  );
  const answer = await client.callTool({ name: "execute", arguments: { code: "return 6 * 7" } });
  assert.deepEqual((answer.structuredContent as { value: unknown }).value, 42);
  await client.close();
}
