import { ProtocolError } from "@modelcontextprotocol/client";
import { PosternError } from "@postern/core";
import { expect, it } from "vitest";
import { redactError } from "../src/failure.ts";

it("takes secrets out of an error and of the protocol error behind it, and leaves the rest", () => {
  const data = { uri: "file:///s3cret", tries: 2, headers: ["Bearer s3cret"] };
  const cause = new ProtocolError(-32_602, "no file:///s3cret", data);
  const error = new PosternError("UPSTREAM_ERROR", "refused: no file:///s3cret", { cause });
  redactError(error, (text) => text.replaceAll("s3cret", "[redacted]"));
  expect(error.message).toBe("refused: no file:///[redacted]");
  expect(error.cause).toMatchObject({
    code: -32_602,
    message: "no file:///[redacted]",
    data: { uri: "file:///[redacted]", tries: 2, headers: ["Bearer [redacted]"] },
  });
});
