import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Sandbox } from "@postern/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConformanceCase, type CaseReport, runConformance } from "../src/testing/index.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const GUIDE = readFileSync(join(ROOT, "docs/guides/writing-a-sandbox-driver.md"), "utf8");

/** The driver's files as the guide shows them. */
const FILES = new Map(
  [...GUIDE.matchAll(/^```ts file=(\S+)\n(.*?)^```$/gmsu)].map(([, path = "", text = ""]) => [path, text]),
);

/** Areas that a driver gets from the kit; the toy stands for any engine in them. */
const AREAS = /^(?:values|bytes|unserializable|concurrency|endings|namespaces|reuse|limits)\./u;

// Inside this package, so that `@postern/sandbox-kit` is found as it is from a package beside it.
const folder = mkdtempSync(join(import.meta.dirname, ".toy-"));

beforeAll(() => {
  for (const [path, text] of FILES) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the driver guide", () => {
  it("shows every file of a driver", () => {
    const shown = [...FILES.keys()].toSorted();
    expect(shown).toEqual([
      "src/driver.ts",
      "src/engine.ts",
      "src/index.ts",
      "src/options.ts",
      "test/contract.test.ts",
    ]);
  });

  it("shows the contract test that real drivers have", () => {
    const shown = FILES.get("test/contract.test.ts")?.trim().split("\n") ?? [];
    const real = globSync("packages/sandbox-*/test/contract.test.ts", { cwd: ROOT });
    expect(real.length).toBeGreaterThan(0);
    for (const path of real) {
      const text = readFileSync(join(ROOT, path), "utf8");
      expect(text).toContain(shown[0]);
      expect(text).toContain("describeSandbox({ describe, it, afterAll }, create");
    }
    expect(shown.length).toBeLessThanOrEqual(5);
  });

  it("names files and exports that exist", () => {
    const kit = readFileSync(join(ROOT, "packages/sandbox-kit/src/index.ts"), "utf8");
    const testing = readFileSync(join(ROOT, "packages/sandbox-kit/src/testing/index.ts"), "utf8");
    for (const name of ["createSandbox", "nodeCommand", "SandboxOptions", "TurnLimits"]) {
      expect(kit).toContain(name);
    }
    for (const name of ["describeSandbox", "describeAttacks", "runConformance", "CONFORMANCE_CASES"]) {
      expect(testing).toContain(name);
    }
  });

  it("makes a driver that passes the suite", { timeout: 60_000 }, async () => {
    const { createToySandbox } = (await import(join(folder, "src/index.ts"))) as { createToySandbox: () => Sandbox };
    const only = ({ id }: ConformanceCase): boolean => AREAS.test(id);
    const reports = await runConformance(createToySandbox, { only });
    expect(reports.length).toBeGreaterThan(150);
    expect(reports.filter(({ failures }: CaseReport) => failures.length > 0)).toEqual([]);
  });
});
