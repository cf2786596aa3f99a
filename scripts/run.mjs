// Runs a task of this workspace on a machine that has only Node 20 or newer and npm: installs what is missing, then
// goes on under the workspace's own Node. Plain JavaScript without dependencies, since it runs before there are any.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const bin = join(root, "node_modules", ".bin");
const node = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const typescript = (...path) => [node, "--disable-warning=ExperimentalWarning", join(root, ...path)];
const postern = typescript("apps", "gateway", "src", "cli.ts");

const TASKS = {
  setup: () => undefined,
  start: (args) => [...postern, "serve", "--sample", ...args],
  postern: (args) => [...postern, ...args],
  demo: (args) => [...typescript("apps", "gateway", "scripts", "demo.ts"), ...args],
  // turbo looks for pnpm on the path, where npx puts it.
  test: (args) => ["npx", "--yes", packageManager, "exec", "turbo", "run", ...CHECKS, ...TURBO_FLAGS, ...args],
  attacks: (args) => [...typescript("scripts", "attacks", "main.ts"), ...args],
  bench: ([name = "", ...args]) => benchmark(name, args),
  fix: () => [node, join(root, "scripts", "fix.mjs")],
};
const CHECKS = [
  "format:check",
  "lint",
  "typecheck",
  "unused",
  "versions",
  "generate:check",
  "vitest",
  "check:package",
  "test:packed",
];
const TURBO_FLAGS = [
  "--env-mode=loose",
  "--concurrency=2",
  "--continue=dependencies-successful",
  "--output-logs=new-only",
  "--log-order=grouped",
];

const [task = "", ...args] = process.argv.slice(2);
if (!Object.hasOwn(TASKS, task)) {
  console.error(`Unknown task "${task}". There are: ${Object.keys(TASKS).join(", ")}.`);
  process.exit(2);
}
installPackages(root);
const command = TASKS[task](args);
if (command !== undefined) {
  run(command);
}

/** Installs a folder's locked dependencies unless its lockfile is that of the last time. Prints on stderr only. */
function installPackages(directory, flags = []) {
  const stamp = join(directory, "node_modules", ".postern-install");
  const wanted = createHash("sha256")
    .update(readFileSync(join(directory, "pnpm-lock.yaml")))
    .update(packageManager)
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
    return;
  }
  console.error(`Installing the dependencies of ${basename(directory)} (once per lockfile) …`);
  const command = ["--yes", packageManager, "install", "--frozen-lockfile", "--reporter=append-only", ...flags];
  const installed = spawnSync("npx", command, {
    cwd: directory,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (installed.status !== 0) {
    console.error("The installation failed; see above. Is the package registry reachable?");
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** A benchmark of bench/, whose peers are installed from its own lockfile first. */
function benchmark(name, args) {
  const benches = readdirSync(join(root, "bench"));
  if (!benches.includes(name)) {
    console.error(`Usage: npm run bench -- NAME. There are: ${benches.join(", ")}.`);
    process.exit(2);
  }
  const directory = join(root, "bench", name);
  // No install script of a peer's runs here: their binaries come in packages of their own.
  installPackages(directory, ["--ignore-workspace", "--ignore-scripts", "--config.strict-dep-builds=false"]);
  return [...typescript("bench", name, "main.ts"), ...args];
}

/** Becomes the command as far as Node can: same streams, same directory, signals passed on, same exit code. */
function run([file, ...commandArgs]) {
  const child = spawn(file, commandArgs, {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: "inherit",
    env: {
      ...process.env,
      PATH: `${bin}:${dirname(node)}:${process.env.PATH}`,
      TURBO_TELEMETRY_DISABLED: "1",
      DO_NOT_TRACK: "1",
    },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
}
