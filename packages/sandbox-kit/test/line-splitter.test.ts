import { expect, it } from "vitest";
import { LineSplitter } from "../src/pool/line-splitter.ts";

it("puts lines together from chunks that end anywhere, in characters too", () => {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  const bytes = Buffer.from("one\ntwo 👍\n\nlast");
  for (const byte of bytes) {
    splitter.push(Buffer.from([byte]));
  }
  expect(lines).toEqual(["one", "two 👍", ""]);
  expect(splitter.pendingBytes).toBe(4);
  splitter.push(Buffer.from("\nnext\n"));
  expect(lines).toEqual(["one", "two 👍", "", "last", "next"]);
  expect(splitter.pendingBytes).toBe(0);
});
