// Runs every package's `scripts/generate.ts`, which prints nothing and answers its files as a map of path (relative to
// the package) to text. Writes them; with --check, only compares, and fails where a file on disk is another.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const isCheck = process.argv.includes("--check");
for (const generator of globSync("{packages,apps}/*/scripts/generate.ts", { cwd: root }).toSorted()) {
  const packageDirectory = join(root, dirname(dirname(generator)));
  const { generate } = await import(pathToFileURL(join(root, generator)).href);
  for (const [file, text] of Object.entries(await generate())) {
    compareOrWrite(join(packageDirectory, file), text);
  }
}

function compareOrWrite(path, text) {
  const current = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (current === text) {
    return;
  }
  if (isCheck) {
    console.error(`${relative(root, path)} is not what its generator makes. Run: npm run fix`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
