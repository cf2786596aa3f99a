import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Who may depend on whom at run time. docs/design.md draws it. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  codegen: ["core"],
  search: ["core"],
  "sandbox-kit": ["core"],
  "sandbox-*": ["core", "sandbox-kit"],
  "source-*": ["core"],
  runtime: ["core", "codegen", "search"],
  "mcp-server": ["core", "runtime"],
};

/** These run in any JavaScript runtime; what needs Node stands in a folder `node/` with an export of its own. */
const PORTABLE = ["core", "codegen", "search", "runtime"];

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function packageNames(): string[] {
  return globSync("packages/*/package.json", { cwd: ROOT }).map((path) => path.split("/")[1] ?? "");
}

function ruleFor(name: string): readonly string[] | undefined {
  return (
    ALLOWED[name] ??
    Object.entries(ALLOWED).find(([rule]) => rule.endsWith("*") && name.startsWith(rule.slice(0, -1)))?.[1]
  );
}

function sourceFiles(name: string): string[] {
  return globSync(`packages/${name}/src/**/*.ts`, { cwd: ROOT });
}

describe.each(packageNames())("%s", (name) => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "packages", name, "package.json"), "utf8")) as Manifest;

  it("depends on nothing but what the design allows", () => {
    const own = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
      .filter((dependency) => dependency.startsWith("@postern/"))
      .map((dependency) => dependency.slice("@postern/".length));
    expect(ruleFor(name), `no rule for ${name}: add it here and to docs/design.md`).toBeDefined();
    expect(own.filter((dependency) => !ruleFor(name)?.includes(dependency))).toEqual([]);
  });

  it("imports no package of ours that it does not depend on", () => {
    // A package may name itself, as examples in doc comments do.
    const declared = [`@postern/${name}`, ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })];
    const imported = sourceFiles(name).flatMap((path) =>
      [...readFileSync(join(ROOT, path), "utf8").matchAll(/from "(@postern\/[a-z-]+)/gu)].map(
        (match) => match[1] ?? "",
      ),
    );
    expect([...new Set(imported)].filter((dependency) => !declared.includes(dependency))).toEqual([]);
  });
});

it.each(PORTABLE)("lets %s import nothing of Node's outside its node/ folder", (name) => {
  const offenders = sourceFiles(name)
    .filter((path) => !path.includes("/src/node/"))
    .filter((path) => /from "node:/u.test(readFileSync(join(ROOT, path), "utf8")));
  expect(offenders).toEqual([]);
});

it("lets the core depend on nothing at all", () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "packages/core/package.json"), "utf8")) as Manifest;
  expect(manifest.dependencies ?? {}).toEqual({});
});
