import { describe, expect, it } from "vitest";
import { type Attack, ATTACK_SAMPLE, createAttackGround, runAttack } from "../src/testing/index.ts";
import { createControlSandbox } from "./control-driver.ts";

/** What the control gets wrong without hanging or dying, so that it can be seen in this process. */
const SEEN = ["escape.console-constructor", "escape.tool-promise", "memory.huge-value"];

describe("the attack runner", () => {
  it("knows a fixed sample of every category", () => {
    const counts = Object.entries(Object.groupBy(ATTACK_SAMPLE, ({ category }) => category));
    expect(counts.map(([category]) => category).toSorted()).toEqual([
      "bridge",
      "cpu",
      "escape",
      "leak",
      "memory",
      "state",
    ]);
    expect(counts.filter(([, attacks]) => (attacks ?? []).length < 6)).toEqual([]);
    expect(new Set(ATTACK_SAMPLE.map(({ id }) => id)).size).toBe(ATTACK_SAMPLE.length);
  });

  it.each(SEEN)("sees that the control driver, which is no sandbox, fails %s", async (id) => {
    expect(await failuresOf(id)).not.toEqual([]);
  });

  it("sees a secret that got out", async () => {
    const report = await failuresOf("escape.console-constructor");
    expect(report).toContain("the canary got out");
  });

  it("sees a file that appeared", async () => {
    const code =
      'console.log.constructor("return process")().getBuiltinModule("node:fs").writeFileSync("__CANARY_DIR__/found", "x"); return 1;';
    expect(await failuresOf({ ...attackOf("state.overflow"), code, expect: "contained" })).toContain(
      "the file found appeared",
    );
  });

  it("sees a path of the host", async () => {
    const code = 'console.log(new Error("x").stack); return 1;';
    const failures = await failuresOf({ ...attackOf("state.overflow"), code, expect: "contained" });
    expect(failures.some((failure) => failure.startsWith("a path of the host got out"))).toBe(true);
  });

  it("sees an event loop that was held", async () => {
    // By the thread's own CPU time: on a busy machine most of a wall clock's time is others'.
    const code = `const { threadCpuUsage } = console.log.constructor("return process")();
const until = threadCpuUsage().user + 300_000; while (threadCpuUsage().user < until); return 1;`;
    const failures = await failuresOf({ ...attackOf("state.overflow"), code, expect: "value:1" }, 20_000);
    expect(failures).toContainEqual(expect.stringMatching(/^the event loop was held \d+ ms/u));
  });

  it("finds nothing wrong with a script that does nothing wrong", async () => {
    const code = "return (await tools.echo({ value: 5 })).value;";
    expect(await failuresOf({ ...attackOf("state.overflow"), code, expect: "value:5" })).toEqual([]);
  });
});

function attackOf(id: string): Attack {
  const attack = ATTACK_SAMPLE.find((each) => each.id === id);
  if (attack === undefined) {
    throw new Error(`There is no attack ${id}.`);
  }
  return attack;
}

async function failuresOf(attack: string | Attack, wallTimeMs = 400): Promise<readonly string[]> {
  await using ground = await createAttackGround();
  await using sandbox = createControlSandbox();
  const chosen = typeof attack === "string" ? attackOf(attack) : attack;
  return (await runAttack(chosen, { sandbox, ground, budget: { wallTimeMs } })).failures;
}
