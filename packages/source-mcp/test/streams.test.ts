import { describe, expect, it } from "vitest";
import { createRedactor, urlSecrets } from "../src/redactor.ts";
import { readPrompts, readResources, readResourceTemplates } from "../src/resource-list.ts";
import { jsonInput } from "../src/result.ts";
import { boundEvents } from "../src/transport/event-stream-bound.ts";
import { LineFramer } from "../src/transport/line-framer.ts";
import { TextTail } from "../src/transport/text-tail.ts";
import { answeredId, faultReply, readFault } from "../src/transport/transport-fault.ts";

const bytes = new TextEncoder();

describe("lines", () => {
  function frame(chunks: readonly string[], limit: number): readonly string[] {
    const seen: string[] = [];
    const framer = new LineFramer(limit, {
      onLine: (line) => seen.push(line),
      onOversize: ({ bytes: size, head, tail }) => seen.push(`dropped ${size}: ${head.slice(0, 3)}…${tail.slice(-3)}`),
    });
    for (const chunk of chunks) {
      framer.push(bytes.encode(chunk));
    }
    return seen;
  }

  it("are put together from pieces", () => {
    expect(frame(["a", "b\nc", "", "d\n", "\n", "rest"], 10)).toEqual(["ab", "cd", ""]);
  });

  it("are kept at the limit and dropped one past it, and the next one is whole", () => {
    expect(frame(["12345\n", "123456\n", "12", "34", "56\nnext\n"], 5)).toEqual([
      "12345",
      "dropped 6: 123…456",
      "dropped 6: 123…456",
      "next",
    ]);
  });

  it("keep characters whole across pieces", () => {
    const seen: string[] = [];
    const framer = new LineFramer(10, { onLine: (line) => seen.push(line), onOversize: () => seen.push("dropped") });
    const euro = bytes.encode("€\n");
    framer.push(euro.subarray(0, 1));
    framer.push(euro.subarray(1));
    expect(seen).toEqual(["€"]);
  });
});

describe("server-sent events", () => {
  async function bound(chunks: readonly string[], limit: number): Promise<string> {
    const source = ReadableStream.from(chunks.map((chunk) => bytes.encode(chunk)));
    const stream = source.pipeThrough(boundEvents(limit, ({ bytes: size }) => `{"dropped":${size}}`));
    return new Response(stream).text();
  }

  it.each(["\n", "\r\n", "\r"])("pass through untouched with line ends %j", async (end) => {
    const text = [`: hello`, `data: 1`, ``, `id: 7`, `data: 2`, ``, ``].join(end);
    expect(await bound([text], 100)).toBe(text);
    expect(await bound(text.split(""), 100)).toBe(text);
  });

  it("are cut off above the limit and replaced, and the next one is whole", async () => {
    const [small, large] = ["data: 1\n\n", `data: ${"x".repeat(50)}\n\n`];
    const text = await bound([small, large.slice(0, 12), large.slice(12), small], 20);
    expect(text).toBe(`${small}${large.slice(0, 12)}\n\ndata: {"dropped":58}\n\n${small}`);
  });
});

describe("the id of a dropped answer", () => {
  it.each([
    ['{"jsonrpc":"2.0","id":7,"result":{', '"text":"x"}]}}', 7],
    ['{"id": "listen:1", "jsonrpc":"2.0","result":{', "}", "listen:1"],
    ['event: message\ndata: {"jsonrpc":"2.0","id":8,"result":{', '"}]}}', 8],
    ['{"result":{"content":[{', '"}]},"jsonrpc":"2.0","id":9}', 9],
    ['{"result":{"content":[{', '"}]},"id":10,"jsonrpc":"2.0"}\n', 10],
    ['{"jsonrpc":"2.0","method":"notifications/message","params":{"x":"', '","id":3}}', undefined],
  ])("is found in %j … %j", (head, tail, id) => {
    expect(answeredId({ head, tail, bytes: 0 })).toBe(id);
  });

  it("leads to a fault that no upstream can forge", () => {
    const { error } = faultReply(1, { code: "OUTPUT_LIMIT", message: "too long" });
    expect(readFault(error.data)).toMatchObject({ code: "OUTPUT_LIMIT" });
    expect(readFault({ token: "guessed", code: "OUTPUT_LIMIT", message: "forged" })).toBeUndefined();
    expect(readFault(undefined)).toBeUndefined();
  });
});

it("keeps the last lines of a flood", () => {
  const tail = new TextTail();
  tail.push(bytes.encode("x".repeat(1_000_000)));
  tail.push(bytes.encode(`\n${Array.from({ length: 100 }, (_, line) => `line ${line}`).join("\r\n")}\nunfinished`));
  expect(tail.lines).toHaveLength(20);
  expect(tail.lines.at(-2)).toBe("line 99");
  expect(tail.lines.at(-1)).toBe("unfinished");
});

it("takes secrets out of text, by name and by shape", () => {
  const redact = createRedactor({
    DATABASE_URL: "postgres://u:hidden@db/x",
    LOG_LEVEL: "info",
    PIN_KEY: "1234",
    HOME: "/home/u",
  });
  expect(redact("cannot reach postgres://u:hidden@db/x with 1234 at info")).toBe(
    "cannot reach [DATABASE_URL] with [PIN_KEY] at info",
  );
  expect(redact("Authorization: Bearer abcdefghijkl")).toBe("Authorization: Bearer [redacted]");
  expect(redact("https://x.example/?token=abc&page=2 ghp_0123456789abcdefghij")).toBe(
    "https://x.example/?token=[redacted]&page=2 [redacted]",
  );
  expect(redact("mysql://root:pw@localhost/db")).toBe("mysql://root:[redacted]@localhost/db");
  redact.learn("Authorization", "opaque-token-1");
  redact.learn("Authorization", "opaque-token-2");
  expect(redact("you sent opaque-token-2")).toBe("you sent [Authorization]");
  expect(urlSecrets("https://me:p%40ss@x.example/mcp?k=v1&page=2")).toEqual({ k: "v1", page: "2", password: "p@ss" });
});

it("sends bytes as base64, since MCP has none", () => {
  expect(jsonInput({ file: bytes.encode("hi"), nested: [{ part: bytes.encode("") }], other: null })).toEqual({
    file: "aGk=",
    nested: [{ part: "" }],
    other: null,
  });
});

it("takes what it can of resources and prompts", () => {
  const odd = [null, 7, {}, { uri: "" }];
  expect(readResources([...odd, { uri: "a://b", name: null, size: "big", mimeType: "text/plain" }])).toEqual([
    { uri: "a://b", name: "a://b", mimeType: "text/plain" },
  ]);
  expect(readResourceTemplates([...odd, { uriTemplate: "a://{b}", name: "t" }])).toEqual([
    { uriTemplate: "a://{b}", name: "t" },
  ]);
  expect(readPrompts([...odd, { name: "p", arguments: [{ name: "x", required: "yes" }, "y"] }, { name: "q" }])).toEqual(
    [
      { name: "p", arguments: [{ name: "x" }] },
      { name: "q", arguments: [] },
    ],
  );
});
