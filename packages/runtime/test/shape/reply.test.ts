import { describe, expect, it } from "vitest";
import type { ExecuteReply } from "../../src/index.ts";
import { useRuntimes } from "../support/runtime.ts";
import { createTestSource, text } from "../support/sources.ts";

const createRuntime = useRuntimes();
const PIXEL = "iVBORw0KGgo=";

function createMedia() {
  return createTestSource("media", [
    { name: "image", answer: () => ({ content: [{ type: "image", data: PIXEL, mimeType: "image/png" }] }) },
    {
      name: "mixed",
      answer: () => ({
        content: [
          { type: "text", text: "Look:" },
          { type: "audio", data: PIXEL, mimeType: "audio/wav" },
          { type: "resource_link", uri: "file:///a.txt", name: "a.txt" },
          { type: "resource", resource: { uri: "file:///b.txt", text: "hello" } },
        ],
      }),
    },
    { name: "noop", answer: () => text("ok") },
  ]);
}

/** What a client that reads fields is sent. */
function fieldChars({ text: _text, content: _content, ...fields }: ExecuteReply): number {
  return JSON.stringify(fields).length;
}

describe("content blocks", () => {
  it("leave the value and say in their place which they are", async () => {
    await using runtime = createRuntime({ sources: [createMedia()] });
    const reply = await runtime.execute({ code: "return { picture: await media.image(), note: 1 }" });
    expect(reply).toMatchObject({
      value: { picture: "[image image/png: content block 1]", note: 1 },
      content: [{ type: "image", data: PIXEL, mimeType: "image/png" }],
    });
  });

  it("are taken from anywhere, sounds, links and resources too", async () => {
    await using runtime = createRuntime({ sources: [createMedia()] });
    const reply = await runtime.execute({ code: "return [await media.mixed()]" });
    expect(reply.content.map(({ type }) => type)).toEqual(["audio", "resource_link", "resource"]);
    expect(reply).toMatchObject({
      value: [
        [
          { type: "text", text: "Look:" },
          "[audio audio/wav: content block 1]",
          "[resource link file:///a.txt: content block 2]",
          "[resource file:///b.txt: content block 3]",
        ],
      ],
    });
  });

  it.each([
    `{ type: "image", data: "not base64!", mimeType: "image/png" }`,
    `{ type: "image", data: "aGk=", mimeType: "image/png", price: 3 }`,
    `{ type: "resource_link", uri: "no uri", name: "x" }`,
    `{ type: "resource", resource: { uri: "file:///x" } }`,
    `{ type: "audio" }`,
  ])("are not made of what only looks like one: %s", async (literal) => {
    await using runtime = createRuntime({ sources: [] });
    const reply = await runtime.execute({ code: `return ${literal}` });
    expect(reply).toMatchObject({ status: "completed", content: [], value: { type: expect.any(String) } });
  });
});

describe("the room for what a model is shown", () => {
  it("cuts a value, keeps the whole of it, and a later script reads it", async () => {
    await using runtime = createRuntime({ sources: [] });
    const code = `return { note: "kept", rows: Array.from({ length: 5000 }, (_, id) => ({ id, name: "row " + id })) }`;
    const reply = await runtime.execute({ code });
    if (reply.status !== "completed" || reply.handle === undefined) {
      throw new Error(reply.text);
    }
    expect(reply.value).toMatchObject({ note: "kept" });
    expect(reply.notices[0]).toContain(`postern.result("${reply.handle}")`);
    expect(reply.notices[0]).toMatch(/\$\.rows: \d+ of 5,000 items/u);
    expect(reply.text.length).toBeLessThanOrEqual(24_000);
    expect(fieldChars(reply)).toBeLessThanOrEqual(24_000);
    const later = await runtime.execute({
      code: `const { rows } = await postern.result("${reply.handle}"); return [rows.length, rows[4999].name]`,
    });
    expect(later).toMatchObject({ value: [5000, "row 4999"] });
  });

  it.each([1000, 3000, 24_000])("holds %s characters for a value, logs and calls together", async (maxResultChars) => {
    await using runtime = createRuntime({ sources: [createMedia()], budget: { maxResultChars } });
    const code = `for (let i = 0; i < 300; i += 1) { console.log("line " + i, '"quoted"'.repeat(i % 50)); }
await Promise.all(Array.from({ length: 300 }, () => media.noop()));
return "x\\"".repeat(50000);`;
    const reply = await runtime.execute({ code });
    expect(reply.status).toBe("completed");
    expect(fieldChars(reply)).toBeLessThanOrEqual(maxResultChars);
    expect(reply.text.length).toBeLessThanOrEqual(maxResultChars);
  });

  it("keeps a failure's message, its place and the last logs", async () => {
    await using runtime = createRuntime({ sources: [], budget: { maxResultChars: 2000 } });
    const code = `for (let i = 0; i < 500; i += 1) { console.log("line " + i); }\nthrow new Error("y".repeat(10000));`;
    const reply = await runtime.execute({ code });
    expect(reply).toMatchObject({ status: "failed", error: { code: "SCRIPT", line: 2 } });
    expect(reply.logs.at(0)?.text).toBe("line 0");
    expect(reply.logs.at(-1)?.text).toBe("line 499");
    expect(reply.notices.join(" ")).toMatch(/Logs: the first \d+ and the last \d+ of 500 lines/u);
    expect(fieldChars(reply)).toBeLessThanOrEqual(2000);
  });

  it("writes one line for calls alike in a row where there are too many", async () => {
    await using runtime = createRuntime({ sources: [createMedia()] });
    const reply = await runtime.execute({ code: "for (let i = 0; i < 400; i += 1) { await media.noop(); }" });
    expect(reply.calls).toMatchObject([{ path: "media.noop", status: "ok", count: 400 }]);
    expect((await runtime.execute({ code: "await media.noop(); await media.noop();" })).calls).toHaveLength(2);
  });
});

describe("values that are not quite JSON", () => {
  it("says so where a script returns nothing", async () => {
    await using runtime = createRuntime({ sources: [] });
    const reply = await runtime.execute({ code: "const a = 1;" });
    expect(reply).toMatchObject({ status: "completed", notices: [expect.stringContaining("returned nothing")] });
    expect(reply).not.toHaveProperty("value");
  });

  it("writes few bytes out and keeps many under a handle, as bytes", async () => {
    await using runtime = createRuntime({ sources: [] });
    expect(await runtime.execute({ code: "return new Uint8Array([104, 105])" })).toMatchObject({
      value: "data:;base64,aGk=",
    });
    const many = await runtime.execute({ code: `return { "$postern.bytes": 1, bytes: new Uint8Array(3000).fill(7) }` });
    expect(many).toMatchObject({ value: { "$postern.bytes": 1, bytes: "[3000 bytes]" } });
    const handle = many.status === "completed" ? many.handle : "";
    const code = `const kept = await postern.result("${handle}"); return [kept["$postern.bytes"], kept.bytes instanceof Uint8Array, kept.bytes[2999]]`;
    expect(await runtime.execute({ code })).toMatchObject({ value: [1, true, 7] });
  });

  it("shows a text as it is and everything else as JSON", async () => {
    await using runtime = createRuntime({ sources: [] });
    expect((await runtime.execute({ code: `return "a \\"b\\""` })).text).toBe('a "b"');
    expect((await runtime.execute({ code: `return { a: [1, null] }` })).text).toBe('{"a":[1,null]}');
  });
});
