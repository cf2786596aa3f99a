import { expect, it } from "vitest";
import { codeFrame } from "../../src/index.ts";

it("shows two lines around and a caret under the column", () => {
  expect(codeFrame("a\nb\nconst c = d.e;\nf\ng\nh", 3, 11)).toBe(
    ["  1 | a", "  2 | b", "> 3 | const c = d.e;", "    |           ^", "  4 | f", "  5 | g"].join("\n"),
  );
});

it("right-aligns the numbers", () => {
  const source = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join("\r\n");
  expect(codeFrame(source, 10, 6)).toBe(
    ["   8 | line 8", "   9 | line 9", "> 10 | line 10", "     |      ^", "  11 | line 11", "  12 | line 12"].join(
      "\n",
    ),
  );
});

it("cuts a long line around the column", () => {
  const frame = codeFrame(`${"x".repeat(5000)}!${"y".repeat(5000)}`, 1, 5001).split("\n");
  expect(frame[0]?.length).toBeLessThanOrEqual(130);
  expect(frame[0]?.[frame[1]?.indexOf("^") ?? 0]).toBe("!");
});

it("turns control characters into spaces", () => {
  expect(codeFrame("\ta\u001b[2Jb", 1, 2)).toBe("> 1 |  a [2Jb\n    |  ^");
});

it("puts the caret behind a line that is shorter than the column", () => {
  expect(codeFrame("ab", 1, 99)).toBe("> 1 | ab\n    |   ^");
});

it.each([0, 3, Number.NaN, 1.5])("answers nothing for line %d of two", (line) => {
  expect(codeFrame("a\nb", line)).toBe("");
});
