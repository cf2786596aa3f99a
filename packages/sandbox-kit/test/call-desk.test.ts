import { DEFAULT_BUDGET } from "@postern/core";
import type { CallReply, ScriptHost } from "@postern/core";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { CallDesk } from "../src/host/call-desk.ts";

const CALLS = 400;

/** A host that answers at once, after a millisecond in which it holds the event loop. */
function createHost(): ScriptHost {
  return {
    namespaces: [{ name: "tools", members: [{ identifier: "echo", name: "echo" }] }],
    call: async (_path, args): Promise<CallReply> => {
      const untilMs = performance.now() + 1;
      while (performance.now() < untilMs);
      return { status: "ok", value: args[0] ?? null };
    },
  };
}

function createDesk(maxConcurrentCalls: number): { readonly desk: CallDesk; readonly answers: string[] } {
  const answers: string[] = [];
  const desk = new CallDesk({
    host: createHost(),
    budget: { ...DEFAULT_BUDGET, maxConcurrentCalls },
    answer: (text) => answers.push(text),
    onCallLimit: () => undefined,
  });
  return { desk, answers };
}

it("lets the event loop turn while a flood of calls is answered, and answers all of them in order", async () => {
  const { desk, answers } = createDesk(1);
  for (let id = 1; id <= CALLS; id += 1) {
    desk.open(`${id},0,0,J[${id}]`);
  }
  let turns = 0;
  while (answers.length < CALLS) {
    await turn();
    turns += 1;
  }
  // A turn's share is 5 ms, so that at most a handful of these calls fits into one.
  expect(turns).toBeGreaterThan(CALLS / 20);
  expect(answers).toEqual(Array.from({ length: CALLS }, (_, index) => `R${index + 1},J${index + 1}`));
});

it("tells which calls had not settled, those that never began too", async () => {
  const { desk, answers } = createDesk(2);
  for (let id = 1; id <= 5; id += 1) {
    desk.open(`${id},0,0,J[${id}]`);
  }
  expect(desk.close()).toHaveLength(5);
  await turn();
  expect(answers).toEqual([]);
});
