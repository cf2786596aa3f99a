// Puts in order what a machine can: generated files, lint fixes, format.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
for (const command of [["node", "scripts/generate.mjs"], ["oxlint", "--type-aware", "--fix"], ["oxfmt"]]) {
  const { status } = spawnSync(command[0], command.slice(1), { cwd: root, stdio: "inherit" });
  process.exitCode ||= status ?? 1;
}
