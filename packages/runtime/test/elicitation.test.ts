import type { CallContext, ElicitationRequest, ToolResult } from "@postern/core";
import { expect, it } from "vitest";
import { useRuntimes } from "./support/runtime.ts";
import { createTestSource, structured, text } from "./support/sources.ts";

const createRuntime = useRuntimes();
const REQUEST: ElicitationRequest = { mode: "form", message: "Which branch?", requestedSchema: { type: "object" } };

function createAsking() {
  const answer = async (_input: unknown, { onElicitation, signal }: CallContext): Promise<ToolResult> => {
    if (onElicitation === undefined) {
      return text("nobody to ask");
    }
    const { action, content = {} } = await onElicitation(REQUEST, signal);
    return structured({ action, content });
  };
  return createTestSource("git", [{ name: "push", answer }]);
}

it("passes what an upstream asks to the person, with the call that asks, and the answer back", async () => {
  await using runtime = createRuntime({ sources: [createAsking()] });
  const asked: unknown[] = [];
  const onElicitation = async (request: ElicitationRequest, { path }: { readonly path: string }) => {
    asked.push([path, request]);
    return { action: "accept", content: { branch: "main" } } as const;
  };
  const reply = await runtime.execute({ code: "return git.push()" }, { onElicitation });
  expect(reply).toMatchObject({ value: { action: "accept", content: { branch: "main" } } });
  expect(await runtime.call("git.push", {}, { onElicitation })).toMatchObject({ value: { action: "accept" } });
  expect(asked).toEqual([
    ["git.push", REQUEST],
    ["git.push", REQUEST],
  ]);
});

it("has nobody to ask where the client cannot", async () => {
  await using runtime = createRuntime({ sources: [createAsking()] });
  expect(await runtime.execute({ code: "return git.push()" })).toMatchObject({ value: "nobody to ask" });
});

it("stops the script's clock while the person thinks", async () => {
  await using runtime = createRuntime({ sources: [createAsking()] });
  const { promise: isOver, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, 1300);
  const onElicitation = async () => {
    await isOver;
    return { action: "decline" } as const;
  };
  const reply = await runtime.execute({ code: "return git.push()", timeoutMs: 1000 }, { onElicitation });
  expect(reply).toMatchObject({ status: "completed", value: { action: "decline" } });
});
