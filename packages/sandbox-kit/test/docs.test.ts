import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ATTACK_SAMPLE, CONFORMANCE_CASES, LIFETIME_CHECKS } from "../src/testing/index.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");

it("the security page names cases and attacks that exist", () => {
  const ids = new Set([...CONFORMANCE_CASES, ...ATTACK_SAMPLE, ...LIFETIME_CHECKS].map(({ id }) => id));
  const areas = new Set([...ids].map((id) => id.split(".")[0]));
  const text = readFileSync(join(ROOT, "docs/security.md"), "utf8");
  const named = [...text.matchAll(/`([a-z]+)\.([a-z-]+|\*)`/gu)].filter(([, area]) => areas.has(area));
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(([, area, name]) => name !== "*" && !ids.has(`${area}.${name}`)).map(([match]) => match)).toEqual(
    [],
  );
});
