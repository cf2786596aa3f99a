import { describe, expect, it } from "vitest";
import { guardNamePattern, guardPattern } from "../../src/input/pattern-guard.ts";

function matches(pattern: string, text: string): boolean | undefined {
  const guarded = guardPattern(pattern);
  return guarded === undefined ? undefined : new RegExp(guarded, "u").test(text);
}

const ISO_DATE_TIME = String.raw`^(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)))T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?Z$`;

describe("guardPattern", () => {
  it.each([
    ["^[a-z0-9-]+$", "a-1", "A"],
    ["^[^@]+@[^@]+\\.[^@]+$", "a@b.c", "a@b"],
    ["^\\d{3}-\\d{4}$", "555-1234", "555-123"],
    ["^(?:draft|final)$", "final", "finale"],
    ["b", "abc", "acd"],
    ["^[\\]\\\\]+$", "]\\", "a"],
    ["^\\p{Lu}{2,3}$", "ÄÖ", "äö"],
    ["^a*?b$", "aab", "aac"],
    [ISO_DATE_TIME, "2026-11-23T08:00:00Z", "2026-13-23T08:00:00Z"],
    ["^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "123e4567-e89b-12d3-a456-426614174000", "123e4567"],
  ])("tells what matches /%s/ from what does not", (pattern, good, bad) => {
    expect(matches(pattern, good)).toBe(true);
    expect(matches(pattern, bad)).toBe(false);
  });

  it.each([
    "(a+)+$",
    "(a|a)*$",
    "(a?){30}",
    "(?:x{1,3}){2,}",
    "([a-z]+\\.)+[a-z]{2,}$",
    "^(.)\\1$",
    "^(?<c>.)\\k<c>$",
    "(a?b?){9}".repeat(2),
    `${"a?".repeat(30)}${"a".repeat(30)}`,
    `^${"(?:a|a)".repeat(40)}$`,
    "(",
    "x".repeat(5000),
  ])("does not use /%s/ at all", (pattern) => {
    expect(guardPattern(pattern)).toBeUndefined();
  });

  it("lets a text pass that is too long to be tried", () => {
    expect(matches(".*.*.*=", "a".repeat(30))).toBe(false);
    expect(matches(".*.*.*=", "a".repeat(100_000))).toBe(true);
  });
});

describe("guardNamePattern", () => {
  it("matches like the pattern and never a name that is too long to be tried", () => {
    const guarded = new RegExp(guardNamePattern("^x-|y$") ?? "", "u");
    expect(["x-a", "ay", "x-y"].every((name) => guarded.test(name))).toBe(true);
    expect(["ax-", "ya", ""].some((name) => guarded.test(name))).toBe(false);
    expect(new RegExp(guardNamePattern("a*a*a*b") ?? "", "u").test("b".repeat(100_000))).toBe(false);
  });
});
