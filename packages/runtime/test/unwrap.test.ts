import type { ContentBlock, ToolResult } from "@postern/core";
import { describe, expect, it } from "vitest";
import { unwrapResult } from "../src/unwrap.ts";

const IMAGE: ContentBlock = { type: "image", data: "aGk=", mimeType: "image/png" };

function texts(...values: string[]): ToolResult {
  return { content: values.map((text) => ({ type: "text", text })) };
}

function valueOf(result: ToolResult): unknown {
  const unwrapped = unwrapResult(result);
  return unwrapped.status === "ok" ? unwrapped.value : unwrapped.error;
}

describe("a failure", () => {
  it("becomes an error with the tool's text, whatever else is there", () => {
    const result = { ...texts("No such file.", "Try another."), structuredContent: { a: 1 }, isError: true };
    expect(valueOf(result)).toEqual({ name: "ToolError", message: "No such file.\nTry another.", code: "TOOL_ERROR" });
  });

  it("has the structured content where there is no text, and words where there is nothing", () => {
    expect(valueOf({ content: [], structuredContent: { why: "quota" }, isError: true })).toMatchObject({
      message: '{"why":"quota"}',
    });
    expect(valueOf({ content: [], isError: true })).toMatchObject({ message: expect.stringContaining("failed") });
  });

  it("is cut where it is longer than anybody reads", () => {
    const { message } = valueOf({ ...texts("x".repeat(100_000)), isError: true }) as { message: string };
    expect(message.length).toBeLessThan(9000);
    expect(message).toContain("100000 characters");
  });
});

describe("a value", () => {
  it("is the structured content where there is any, also an empty one", () => {
    expect(valueOf({ ...texts('{"b":2}'), structuredContent: { a: 1 } })).toEqual({ a: 1 });
    expect(valueOf({ ...texts("x"), structuredContent: null })).toBeNull();
    expect(valueOf({ ...texts("x"), structuredContent: [] })).toEqual([]);
  });

  it("is what the text says, where that is a JSON object or array", () => {
    expect(valueOf(texts(' {"a":[1]}\n'))).toEqual({ a: [1] });
    expect(valueOf(texts("[]"))).toEqual([]);
  });

  it("keeps integers beyond 2^53 as text, to the digit", () => {
    expect(
      valueOf(
        texts(
          '{"id":9007199254740993,"ok":9007199254740991,"n":-12345678901234567890,"f":1.5e300,"half":0.1234567890123456}',
        ),
      ),
    ).toEqual({
      id: "9007199254740993",
      ok: 9007199254740991,
      n: "-12345678901234567890",
      f: 1.5e300,
      half: 0.1234567890123456,
    });
  });

  it.each(["hello", "42", "true", "null", '"quoted"', "{not json}", "[1, 2", "", "  "])("stays the text %j", (text) => {
    expect(valueOf(texts(text))).toBe(text);
  });

  it("joins several texts, unless each is JSON", () => {
    expect(valueOf(texts("a", "b"))).toBe("a\nb");
    expect(valueOf(texts('{"a":1}', "b"))).toBe('{"a":1}\nb');
    expect(valueOf(texts('{"a":1}', '{"a":2}'))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it("is the blocks where an image, a sound or a resource is among them", () => {
    expect(valueOf({ content: [IMAGE] })).toEqual(IMAGE);
    expect(valueOf({ content: [{ type: "text", text: "Here:" }, IMAGE] })).toEqual([
      { type: "text", text: "Here:" },
      IMAGE,
    ]);
  });

  it("is nothing where the tool answered nothing", () => {
    expect(valueOf({ content: [] })).toBeUndefined();
  });
});
