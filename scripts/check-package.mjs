// Packs the package in the working directory (run it by `pnpm run`, which puts pnpm on the path) and checks the tarball as
// its users will see it: publint and attw.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "postern-pack-"));
try {
  execFileSync("pnpm", ["pack", "--pack-destination", directory], { stdio: "pipe" });
  const [tarball] = readdirSync(directory);
  const path = join(directory, tarball);
  execFileSync(join(root, "node_modules/.bin/publint"), ["run", path, "--strict"], { stdio: "inherit" });
  execFileSync(join(root, "node_modules/.bin/attw"), [path, "--profile", "esm-only"], { stdio: "pipe" });
} catch (error) {
  console.error(String(error.stdout ?? ""), String(error.stderr ?? ""), error.message);
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
