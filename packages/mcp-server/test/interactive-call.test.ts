import type { CallProgress } from "@postern/core";
import { expect, it } from "vitest";
import { createInteractiveCalls, type InputRequired, type Round, type RoundContext } from "../src/interactive-call.ts";
import type { ToolReply } from "../src/tool-replies.ts";

const QUESTION = {
  message: {
    method: "elicitation/create",
    params: { mode: "form", message: "Which?", requestedSchema: { type: "object" } },
  },
} as const;

function round(rest: Partial<Round> = {}): Round {
  return {
    signal: new AbortController().signal,
    notifyProgress: undefined,
    log: undefined,
    state: undefined,
    responses: {},
    ...rest,
  };
}

function reply(value: unknown): ToolReply {
  return { content: [{ type: "text", text: JSON.stringify(value) }] };
}

/** Work that asks one question and answers what it was told. */
async function askOnce({ ask, signal }: RoundContext): Promise<ToolReply> {
  return reply(await ask(QUESTION, signal));
}

function isQuestion(answer: ToolReply | InputRequired): answer is InputRequired {
  return "inputRequests" in answer;
}

async function questionOf(answer: Promise<ToolReply | InputRequired>): Promise<InputRequired> {
  const question = await answer;
  if (!isQuestion(question)) {
    throw new Error("It did not ask.");
  }
  return question;
}

it("answers at once where nothing is asked", async () => {
  const calls = createInteractiveCalls();
  expect(await calls.run(round(), async () => reply("done"))).toEqual(reply("done"));
});

it("goes on where it stopped, once, and asks again where an answer is none", async () => {
  const calls = createInteractiveCalls();
  const question = await questionOf(calls.run(round(), askOnce));
  const [key = ""] = Object.keys(question.inputRequests);
  const unusable = { [key]: { action: "maybe", content: 1 }, other: { action: "accept" } };
  const again = await questionOf(calls.run(round({ state: question.requestState, responses: unusable }), askOnce));
  const answered = round({ state: again.requestState, responses: { [key]: { action: "decline" } } });
  expect(await calls.run(answered, askOnce)).toEqual(reply({ action: "decline" }));
  await expect(calls.run(answered, askOnce)).rejects.toMatchObject({ code: -32_602 });
});

it("asks under the upstream's own name, and takes an answer that comes before the question", async () => {
  const calls = createInteractiveCalls();
  const ask = async ({ ask: askClient, signal }: RoundContext): Promise<ToolReply> =>
    reply(await askClient({ ...QUESTION, key: "which" }, signal));
  expect(Object.keys((await questionOf(calls.run(round(), ask))).inputRequests)).toEqual(["which"]);
  const responses = { which: { action: "accept", content: {} }, other: 1 };
  expect(await calls.run(round({ responses }), ask)).toEqual(reply(responses.which));
});

it("asks again what was not answered", async () => {
  const calls = createInteractiveCalls();
  const first = await questionOf(calls.run(round(), askOnce));
  const second = await questionOf(calls.run(round({ state: first.requestState }), askOnce));
  expect(second.requestState).not.toBe(first.requestState);
  expect(second.inputRequests).toEqual(first.inputRequests);
  const [key = ""] = Object.keys(second.inputRequests);
  const responses = { [key]: { action: "decline" } };
  expect(await calls.run(round({ state: second.requestState, responses }), askOnce)).toEqual(
    reply({ action: "decline" }),
  );
});

it("knows no question that it did not ask", async () => {
  const calls = createInteractiveCalls();
  await expect(calls.run(round({ state: "made up" }), askOnce)).rejects.toMatchObject({ code: -32_602 });
});

it("ends the work with the request that is open, and not with one that is over", async () => {
  const calls = createInteractiveCalls();
  const over = new AbortController();
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const work = async ({ ask, signal }: RoundContext): Promise<ToolReply> => {
    signal.addEventListener("abort", () => resolve(String(signal.reason)), { once: true });
    await ask(QUESTION, signal);
    return reply(await ended);
  };
  const question = await questionOf(calls.run(round({ signal: over.signal }), work));
  over.abort("the first request is over");
  const open = new AbortController();
  const [key = ""] = Object.keys(question.inputRequests);
  const responses = { [key]: { action: "accept", content: {} } };
  const answer = calls.run(round({ state: question.requestState, responses, signal: open.signal }), work);
  open.abort("the client cancelled");
  expect(await answer).toEqual(reply("the client cancelled"));
});

it("tells of progress to the request that is open", async () => {
  const calls = createInteractiveCalls();
  const told: string[] = [];
  const notify =
    (name: string) =>
    ({ message }: CallProgress) =>
      void told.push(`${name}: ${message}`);
  const work = async ({ ask, notifyProgress, signal }: RoundContext): Promise<ToolReply> => {
    notifyProgress({ progress: 1, message: "before" });
    await ask(QUESTION, signal);
    notifyProgress({ progress: 2, message: "after" });
    return reply("done");
  };
  const question = await questionOf(calls.run(round({ notifyProgress: notify("first") }), work));
  const [key = ""] = Object.keys(question.inputRequests);
  const responses = { [key]: { action: "accept" } };
  await calls.run(round({ notifyProgress: notify("second"), state: question.requestState, responses }), work);
  expect(told).toEqual(["first: before", "second: after"]);
});
